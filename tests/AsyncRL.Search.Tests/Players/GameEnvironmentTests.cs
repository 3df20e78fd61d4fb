using AsyncRL.Environments;
using AsyncRL.Environments.Checking;
using AsyncRL.Search.Games;
using AsyncRL.Search.Players;

namespace AsyncRL.Search.Tests.Players;

public sealed class GameEnvironmentTests
{
    private static readonly EnvironmentRegistry Registry = SearchEnvironments.AddTo(new EnvironmentRegistry());

    public static TheoryData<string> Ids => [.. Registry.All.Select(s => s.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void EveryGameKeepsTheContractOfEnvironments(string id)
    {
        CheckReport report = EnvironmentChecker.Check(() => Registry.Make(id));
        Assert.DoesNotContain(report.Findings, f => f.Severity == Severity.Error);
    }

    [Fact]
    public void AnOpponentThatSearchesIsDecidedByTheSeed()
    {
        var options = new EnvironmentOptions(("opponent", "uct"), ("simulations", 30));
        string First() => Play(Registry.Make("Search/ConnectFour-v0", options), 5);
        Assert.Equal(First(), First());
        Assert.NotEqual(First(), Play(Registry.Make("Search/ConnectFour-v0", options), 6));
    }

    [Fact]
    public void TheSideIsTheAgents()
    {
        var observation = new float[18];
        using var second = new GameEnvironment(new TicTacToe(), side: GameSide.Second);
        using var first = new GameEnvironment(new TicTacToe(), side: GameSide.First);
        second.Reset(1, observation);
        Assert.Equal(1, second.State.MovesPlayed);
        first.Reset(1, observation);
        Assert.Equal(0, first.State.MovesPlayed);
    }

    [Fact]
    public void TheRewardIsTheAgentsResultOnEitherSide()
    {
        using var environment = new GameEnvironment(new ConnectFour());
        var observation = new float[environment.ObservationSpace.Length];
        var legal = new bool[7];
        var seen = new HashSet<(double, int)>();
        for (ulong seed = 0; seed < 60; seed++)
        {
            environment.Reset(seed, observation);
            int agent = environment.State.Player;
            StepResult result;
            do
            {
                environment.WriteActionMask(legal);
                result = environment.Step(Array.IndexOf(legal, true), observation);
            }
            while (!result.EpisodeEnded);
            Assert.Equal(agent == 0 ? environment.State.Outcome : -environment.State.Outcome, result.Reward);
            seen.Add((result.Reward, agent));
        }

        Assert.Superset(new HashSet<(double, int)> { (1, 0), (-1, 0), (1, 1), (-1, 1) }, seen);
    }

    // Only the plane of the komi is not 0 or 1; it is the komi over the points.
    [Theory]
    [InlineData(9, 7, 7f / 81, 1)]
    [InlineData(9, -7.5f, 7.5f / 81, 1)]
    [InlineData(5, 40, 1.6f, 1.6f)]
    public void ObservationsOfGoAreWithinTheirBounds(int size, float komi, float low, float high)
    {
        var options = new EnvironmentOptions(("size", size), ("komi", komi));
        using var environment = (GameEnvironment)Registry.Make("Search/Go-v0", options);
        var space = (Box)environment.ObservationSpace;
        Assert.Equal(-low, space.Low[0]);
        Assert.Equal(high, space.High[0]);
        var observation = new float[space.Length];
        foreach (ulong seed in (ulong[])[1, 2, 3, 4])
        {
            environment.Reset(seed, observation);
            Assert.True(space.Contains(observation));
        }
    }

    [Fact]
    public void AnIllegalMoveLoses()
    {
        using var environment = new GameEnvironment(new TicTacToe(), side: GameSide.Second);
        environment.Reset(1, new float[18]);
        StepResult result = environment.Step(environment.State.LastMove, new float[18]);
        Assert.True(result.Terminated);
        Assert.Equal(-1, result.Reward);
    }

    private static string Play(AsyncRL.Environments.Environment environment, ulong seed)
    {
        var world = (GameEnvironment)environment;
        var observation = new float[world.ObservationSpace.Length];
        var legal = new bool[world.ActionMaskWidth];
        world.Reset(seed, observation);
        StepResult result;
        do
        {
            world.WriteActionMask(legal);
            result = world.Step(Array.LastIndexOf(legal, true), observation);
        }
        while (!result.EpisodeEnded);
        using (world)
        {
            return world.State.ToString();
        }
    }
}
