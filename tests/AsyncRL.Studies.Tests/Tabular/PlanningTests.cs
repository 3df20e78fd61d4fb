using AsyncRL.Environments.Tabular;
using AsyncRL.Tabular;

namespace AsyncRL.Studies.Tests.Tabular;

public sealed class PlanningTests
{
    // Russell and Norvig, "Artificial Intelligence: A Modern Approach", 3rd edition, figure 17.3.
    private static readonly (int State, double Value)[] Published =
    [
        (0, 0.812), (1, 0.868), (2, 0.918), (4, 0.762), (6, 0.660), (8, 0.705), (9, 0.655), (10, 0.611), (11, 0.388),
    ];

    private delegate TabularSolution Planner(ITabularModel model, double gamma = 0.99, double tolerance = 1e-12);

    public static TheoryData<string> Planners => ["value-iteration", "policy-iteration"];

    [Theory]
    [MemberData(nameof(Planners))]
    public void TheClassicGridHasItsPublishedValues(string method)
    {
        TabularSolution solution = Solver(method)(new GridWorld(), gamma: 1);
        Assert.All(Published, p => Assert.Equal(p.Value, solution.Values[p.State], 0.00051));
    }

    [Theory]
    [InlineData(1, 0.04, 0.2)]
    [InlineData(0.9, 0.04, 0.2)]
    [InlineData(0.99, 0, 0.5)]
    [InlineData(1, 0.5, 0)]
    [InlineData(1, 2, 0.2)]
    [InlineData(0, 0.04, 0.2)]
    public void BothPlannersAgree(double gamma, double cost, double slip)
    {
        var world = new GridWorld("""
            S..X..
            .#.#..
            ...G#.
            X.#..S
            """, cost, slip);
        TabularSolution byValues = ValueIteration.Solve(world, gamma), byPolicies = PolicyIteration.Solve(world, gamma);
        for (int s = 0; s < world.States; s++)
        {
            Assert.Equal(byValues.Values[s], byPolicies.Values[s], 1e-8);
            for (int a = 0; a < world.Actions; a++)
            {
                Assert.Equal(byValues.Q(s, a), byPolicies.Q(s, a), 1e-8);
            }
        }

        if (gamma < 1 || cost > 0)
        {
            Assert.All(
                PolicyIteration.Evaluate(world, byValues.Policy, gamma).Zip(byValues.Values),
                v => Assert.Equal(v.First, v.Second, 1e-8));
        }
    }

    [Fact]
    public void TheValueOfASureWayIsWhatItsStepsCostDiscounted()
    {
        // Three moves to the goal: -1, -1, and 1 - 1 on entering.
        TabularSolution solution = ValueIteration.Solve(new GridWorld("S..G", stepCost: 1, slipProbability: 0), gamma: 0.5);
        Assert.Equal([-1.5, -1, 0, 0], solution.Values);
        Assert.Equal([1, 1, 1], solution.Policy.Take(3));
        Assert.Equal(-1 + (0.5 * -1.5), solution.Q(0, 3), 1e-12);
        Assert.Equal(-1 + (0.5 * -1.5), solution.Q(1, 3), 1e-12);
    }

    [Fact]
    public void APolicyIsEvaluatedByTheEquationsOfItsChain()
    {
        // Always right on a corridor where half of the moves slip, and slip into the walls above and below: each move takes two
        // steps on average.
        double[] values = PolicyIteration.Evaluate(
            new GridWorld("S..G", stepCost: 0.1, slipProbability: 0.5), [1, 1, 1, 1], gamma: 1);
        Assert.Equal(1 - 0.6, values[0], 1e-9);
        Assert.Equal(1 - 0.4, values[1], 1e-9);
        Assert.Equal(1 - 0.2, values[2], 1e-9);
    }

    [Theory]
    [MemberData(nameof(Planners))]
    public void AWorldWithoutAnEndNeedsADiscount(string method)
    {
        Assert.Equal(10, Solver(method)(new Treadmill(), gamma: 0.9).Values[0], 1e-9);
        Assert.Contains(
            "take a gamma below 1",
            Assert.Throws<InvalidOperationException>(() => Solver(method)(new Treadmill(), gamma: 1)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Planners))]
    public void DiscountsAndTolerancesOutOfRangeAreRefused(string method)
    {
        var world = new GridWorld();
        Assert.Throws<ArgumentOutOfRangeException>(() => Solver(method)(world, gamma: 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Solver(method)(world, gamma: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Solver(method)(world, tolerance: 0));
    }

    [Fact]
    public void APolicyOfAnotherEnvironmentIsRefused()
    {
        var world = new GridWorld();
        Assert.StartsWith(
            "The policy has 3 actions, but the environment has 12 states",
            Assert.Throws<ArgumentException>(() => PolicyIteration.Evaluate(world, [0, 0, 0])).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "The policy plays action 4 in state 2",
            Assert.Throws<ArgumentException>(() => PolicyIteration.Evaluate(world, [.. Enumerable.Range(2, 12)])).Message,
            StringComparison.Ordinal);
    }

    private static Planner Solver(string method) => method == "value-iteration" ? ValueIteration.Solve : PolicyIteration.Solve;

    /// <summary>One state, one action, a reward of 1, and no end.</summary>
    private sealed class Treadmill : ITabularModel
    {
        private static readonly Transition[] Again = [new(1, 0, 1, false)];
        private static readonly double[] Initial = [1];

        public int States => 1;

        public int Actions => 1;

        public ReadOnlySpan<double> InitialDistribution => Initial;

        public ReadOnlySpan<Transition> Transitions(int state, int action) => Again;
    }
}
