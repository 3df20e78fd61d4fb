using AsyncRL.Environments.Tabular;

namespace AsyncRL.Environments.Tests.Tabular;

public class TransitionTableTests
{
    private static readonly Transition Stay = new(1, 0, 0, false);

    [Fact]
    public void ATableGivesBackWhatItWasMadeOf()
    {
        var table = new TransitionTable(2, [0.25, 0.75], (state, action) => action == 0
            ? [new Transition(1, state, 10 * state, true)]
            : [new Transition(0.5, 0, 1, false), new Transition(0.5, 1, state, false)]);

        Assert.Equal((2, 2), (table.States, table.Actions));
        Assert.Equal([0.25, 0.75], table.InitialDistribution.ToArray());
        Assert.Equal([new Transition(1, 1, 10, true)], table.Transitions(1, 0).ToArray());
        Assert.Equal([new Transition(0.5, 0, 1, false), new Transition(0.5, 1, 0, false)], table.Transitions(0, 1).ToArray());
    }

    [Fact]
    public void DrawsFollowTheProbabilities()
    {
        const int Draws = 20_000;
        var table = new TransitionTable(
            1, [0, 0.3, 0.7],
            (_, _) => [new Transition(0, 0, 0, false), new Transition(0.9, 1, 0, false), new Transition(0.1, 2, 0, false)]);
        var random = Pcg64.FromSeed(4);
        int[] first = new int[3], next = new int[3];
        for (int i = 0; i < Draws; i++)
        {
            first[table.SampleInitial(random)]++;
            next[table.Sample(0, 0, random).Next]++;
        }

        Assert.Equal((0, 0), (first[0], next[0]));
        Assert.InRange(first[1], Draws * 0.285, Draws * 0.315);
        Assert.InRange(next[2], Draws * 0.09, Draws * 0.11);
    }

    [Fact]
    public void AStateOrActionThatIsNotThereIsNamed()
    {
        var table = new TransitionTable(2, [1], (_, _) => [Stay]);
        Assert.StartsWith(
            "There is no state 1; the states are 0 to 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => { table.Transitions(1, 0); }).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "There is no action 2; the actions are 0 to 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => { table.Transitions(0, 2); }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[0], "cannot have 0 states")]
    [InlineData(new[] { 0.5, 0.4 }, "The initial distribution has probabilities that sum to 0.9; they must sum to 1.")]
    [InlineData(new[] { 1.5, -0.5 }, "The initial distribution gives state 0 the probability 1.5; it must lie between 0 and 1.")]
    [InlineData(new[] { double.NaN }, "The initial distribution gives state 0 the probability NaN")]
    public void AnInitialDistributionThatIsNoneIsRefused(double[] initial, string what) =>
        Assert.Contains(
            what, Assert.Throws<ArgumentException>(() => new TransitionTable(1, initial, (_, _) => [Stay])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void ATableWithoutActionsIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransitionTable(0, [1], (_, _) => [Stay]));

    public static TheoryData<Transition[], string> BadOutcomes => new()
    {
        { [], "Action 0 in state 0 has no transitions" },
        { [Stay with { Next = 1 }], "Action 0 in state 0 leads to state 1, but the states are 0 to 0." },
        { [Stay with { Reward = double.NaN }], "Action 0 in state 0 has the reward NaN" },
        { [Stay with { Probability = 0.5 }], "Action 0 in state 0 has probabilities that sum to 0.5" },
        {
            [Stay with { Probability = -0.5 }, Stay with { Probability = 1.5 }],
            "Action 0 in state 0 gives the next state 0 the probability -0.5"
        },
    };

    [Theory]
    [MemberData(nameof(BadOutcomes))]
    public void OutcomesThatCannotBeAreRefused(Transition[] outcomes, string what) =>
        Assert.StartsWith(
            what, Assert.Throws<ArgumentException>(() => new TransitionTable(1, [1], (_, _) => outcomes)).Message,
            StringComparison.Ordinal);
}
