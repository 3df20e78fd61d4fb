using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;

namespace AsyncRL.Tests.Topologies;

/// <summary>An actor that has theta to itself must learn the same, whichever way of sharing it takes to its parameters.</summary>
public sealed class LoneActorTests
{
    public enum Way
    {
        CopiesTheta,
        SharesOneReplica,
        Exchanges,
    }

    [Theory]
    [InlineData(Way.CopiesTheta, false, null)]
    [InlineData(Way.CopiesTheta, true, 6)]
    [InlineData(Way.SharesOneReplica, false, null)]
    [InlineData(Way.SharesOneReplica, true, 6)]
    [InlineData(Way.Exchanges, false, null)]
    [InlineData(Way.Exchanges, true, 6)]
    public void ALoneActorLearnsAsOnThetaItself(Way way, bool withTarget, int? lstm)
    {
        // Statistics that actors share are averaged with shared ones, which are zero at first, so that exchange has its own here.
        string optimizer = way == Way.Exchanges ? "rmsprop" : "shared-rmsprop";
        float[] expected = Train(withTarget, lstm, optimizer, shared => (new RacingParameters(shared, isAlone: true), () => { }));
        float[] found = Train(withTarget, lstm, optimizer, shared => Share(way, shared));
        if (way == Way.Exchanges)
        {
            // theta + (own - theta) may differ from own in the last bit.
            Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) < 1e-4);
        }
        else
        {
            Assert.Equal(expected, found);
        }
    }

    private static (ActorParameters Parameters, Action Settle) Share(Way way, SharedParameters shared)
    {
        switch (way)
        {
            case Way.CopiesTheta:
                return (new RacingParameters(shared, isAlone: false), () => { });
            case Way.SharesOneReplica:
                var replicated = new ReplicatedParameters(shared, maxRows: 5 * 3, threads: 1, count: 1);
                shared.Replicas = replicated;
                replicated.Begin();
                return (replicated[0], replicated.Settle);
            default:
                var exchanged = new ExchangedParameters(shared, threads: 1, every: 4, segment: 5 * 3);
                exchanged.Begin();
                return (exchanged[0], exchanged.Settle);
        }
    }

    // 150 segments of five steps in three environments; gives theta.
    private static float[] Train(
        bool withTarget, int? lstm, string optimizer, Func<SharedParameters, (ActorParameters, Action)> share)
    {
        OnlineObjective objective = withTarget
            ? new NStepQ(new Discrete(2), gamma: 0.97f)
            : new AdvantageActorCritic(
                new CategoricalPolicy(2), gamma: 0.97f, lambda: 0.95f, beta: 0.01f, valueCoefficient: 0.5f);
        TopologyParts parts = PartsFor(objective, lstm, optimizer);
        SharedParameters shared = parts.Shared;
        float[] start = shared.Theta.Span.ToArray();
        shared.Target = withTarget ? new TargetNetwork(shared.Theta, interval: 170) : null;
        (ActorParameters parameters, Action settle) = share(shared);
        var actor = new Actor(0, parts.Plan, objective, shared, parts.CreateEnvironments(0, 3), parameters);
        for (int segment = 0; segment < 150; segment++)
        {
            Assert.True(parameters.HasRoom);
            Assert.True(actor.PlaySegment());
        }

        settle();
        Assert.Equal(150 * 5 * 3, shared.Steps);
        Assert.NotEqual(start, shared.Theta.Span.ToArray());
        return shared.Theta.Span.ToArray();
    }

    // What a run would make its actors of, with an initial theta.
    private static TopologyParts PartsFor(OnlineObjective objective, int? lstm, string optimizer)
    {
        TopologyParts? caught = null;
        var algorithm = new DesignedAlgorithm(_ => AgentDesign.For(
            objective,
            (environments, random) => objective is TargetedObjective
                ? new EpsilonGreedy([0.2], [1], 500, environments, random)
                : new PolicySampling(new CategoricalPolicy(2)),
            parts =>
            {
                caught = parts;
                return new IdleTopology(parts.Shared);
            }));
        var options = new TrainingOptions
        {
            TMax = 5,
            LearningRate = 3e-3,
            Steps = 10_000,
            Deterministic = true,
            Network = new() { Hidden = [32, 16], Lstm = lstm },
            Optimizer = new() { Name = optimizer },
        };
        _ = new Learner(algorithm, "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"), options);
        return caught!;
    }

    // Nobody plays.
    private sealed class IdleTopology(SharedParameters shared) : Topology(shared)
    {
        public override bool AllHalted => true;

        public override IEnumerable<PlayedEpisodes> Episodes => [];

        public override IEnumerable<UpdateStatistics> Updates => [];

        public override string Description => "nobody";

        public override int Threads => 0;

        public override IEnumerable<SavedPart> Parts => [];

        public override void RunUntil(Func<bool> wanted)
        {
        }

        public override void WhileQuiet(Action action) => action();
    }
}
