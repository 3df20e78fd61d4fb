using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;

namespace AsyncRL.Tests.Topologies;

public sealed class ActorTests
{
    [Theory]
    [InlineData("a3c", "CartPole-v1", 1)]
    [InlineData("a3c", "MinAtar/Breakout-v1", 8)]
    [InlineData("async-q", "CartPole-v1", 4)]
    [InlineData("async-sarsa", "CartPole-v1", 4)]
    [InlineData("async-nstep-q", "CartPole-v1", 4)]
    [InlineData("async-nstep-q", "CartPole-v1", 4, 24)]
    [InlineData("a3c", "Pendulum-v1", 4, 24)]
    [InlineData("reinforce", "CartPole-v1", 1)]
    [InlineData("reinforce-baseline", "CartPole-v1", 1, 24)]
    public void PlayingAndLearningAllocateNothingInSteadyState(
        string algorithm, string environment, int environments, int? lstm = null)
    {
        Actor actor = Actors(Make(algorithm, environment, environments, lstm: lstm))[0];
        var episodes = new List<EpisodeRecord>(100_000);
        var totals = new UpdateTotals();
        Play(actor, 3_000, episodes, totals);
        Assert.Equal(0, Allocations.Of(() => Play(actor, 300, episodes, totals)));
    }

    [Fact]
    public void StalenessCountsTheUpdatesOfOthersBetweenReadingAndWriting()
    {
        // Two actors stop in the middle of a segment; the first then finishes before the second.
        Learner learner = Make("a3c", "CartPole-v1", 1, threads: 2);
        learner.Shared.StepLimit = 2;
        Assert.False(Actors(learner)[0].PlaySegment());
        learner.Shared.StepLimit = 4;
        Assert.False(Actors(learner)[1].PlaySegment());
        learner.Shared.StepLimit = long.MaxValue;
        Assert.True(Actors(learner)[0].PlaySegment());
        Assert.True(Actors(learner)[0].PlaySegment());
        Assert.True(Actors(learner)[1].PlaySegment());

        var totals = new UpdateTotals();
        Actors(learner)[1].Statistics.Drain(totals);
        Assert.Equal(1, totals.Updates);
        Assert.Equal(2, totals.StalenessMax);
    }

    [Fact]
    public void TheTargetNetworkIsTheSharedOneOfTheLastMultipleOfItsInterval()
    {
        Learner learner = Make("async-nstep-q", "CartPole-v1", 1);
        TargetNetwork target = learner.Shared.Target!;
        float[] first = target.Published.Span.ToArray();
        while (learner.Shared.Steps < 1_990)
        {
            Actors(learner)[0].PlaySegment();
        }

        Assert.Equal(first, target.Published.Span.ToArray());
        while (learner.Shared.Steps < 2_000)
        {
            Actors(learner)[0].PlaySegment();
        }

        Assert.Equal(learner.Shared.Theta.Span.ToArray(), target.Published.Span.ToArray());
        Assert.Equal(4_000, target.NextRefresh);
    }

    [Fact]
    public void ACopyOfTheTargetNetworkDoesNotChangeWhileItIsHeld()
    {
        Learner learner = Make("async-q", "CartPole-v1", 1);
        TargetNetwork target = learner.Shared.Target!;
        TargetNetwork.Copy held = target.Acquire();
        float before = held.Parameters.Span[0];
        for (int refresh = 1; refresh < 5; refresh++)
        {
            learner.Shared.Theta.Span.Fill(refresh);
            target.RefreshIfDue(refresh * 2_000);
            Assert.Equal(refresh, target.Published.Span[0]);
            Assert.Equal(before, held.Parameters.Span[0]);
        }

        held.Release();
    }

    private static void Play(Actor actor, int segments, List<EpisodeRecord> episodes, UpdateTotals totals)
    {
        for (int i = 0; i < segments; i++)
        {
            actor.PlaySegment();
            actor.Player.Episodes.Drain(episodes);
            actor.Statistics.Drain(totals);
        }
    }

    private static IReadOnlyList<Actor> Actors(Learner learner) => ((AsynchronousActors)learner.Topology).Actors;

    private static Learner Make(string algorithm, string environment, int environments, int threads = 1, int? lstm = null)
    {
        var options = new TrainingOptions
        {
            Network = new NetworkOptions { Hidden = [32], Lstm = lstm },
            NormalizeObservations = lstm is not null,
            WholeEpisodes = algorithm.StartsWith("reinforce", StringComparison.Ordinal),
            TMax = algorithm.StartsWith("reinforce", StringComparison.Ordinal) ? 30 : 5,
            Topology = new TopologyOptions { Threads = threads, EnvsPerActor = environments, Sharing = ParameterSharing.Hogwild },
            TargetInterval = 2_000,
        };
        return new Learner(
            AlgorithmCatalog.Find(algorithm), environment, () => EnvironmentRegistry.Default.Make(environment), options);
    }
}
