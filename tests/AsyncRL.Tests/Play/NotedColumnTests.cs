using AsyncRL.ActorLearners;
using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Objectives;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;
using AsyncRL.Runs;
using AsyncRL.Synchronous;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;

namespace AsyncRL.Tests.Play;

/// <summary>What a policy notes along with its actions stays with them on every way to the learner.</summary>
public sealed class NotedColumnTests
{
    private static readonly Dictionary<string, (Objective Objective, Func<TopologyParts, Topology> Create)> Ways = new()
    {
        ["segments"] = Way(new NotedObjectives.Segment(), AsynchronousActors.Create),
        ["segments with a target network"] = Way(new NotedObjectives.Targeted(), AsynchronousActors.Create),
        ["synchronous segments"] = Way(new NotedObjectives.Segment(), Lockstep.Create),
        ["minibatches"] = Way(new NotedObjectives.Minibatch(), Lockstep.Create),
        ["trajectories"] = Way(new NotedObjectives.Trajectory(), ActorLearner.Create),
        ["replay"] = Way(new NotedObjectives.Replayed(), ReplayLearner.Create),
    };

    public static TheoryData<string, ParameterSharing> Names
    {
        get
        {
            var names = new TheoryData<string, ParameterSharing>();
            foreach (string way in Ways.Keys)
            {
                names.Add(way, ParameterSharing.Exchange);
            }

            names.Add("segments", ParameterSharing.Hogwild);
            names.Add("segments with a target network", ParameterSharing.SingleWriter);
            return names;
        }
    }

    // 1,003 and 1,502 are in the middle of ticks, segments and batches.
    [Theory]
    [MemberData(nameof(Names))]
    public void NotesStayWithTheirRowsAlsoInARunThatIsInterrupted(string way, ParameterSharing sharing)
    {
        TrainingOptions options = Options(sharing) with { Deterministic = true };
        float[] whole = NewRun(way, options).Run().Policy.Parameters.Span.ToArray();
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome outcome = NewRun(way, options, folder).Run(1_003);
        foreach (long? next in (long?[])[1_502, null])
        {
            TrainingRun resumed = NewRun(way, options, folder);
            Assert.Empty(resumed.Restore(outcome.ModelPath!));
            outcome = resumed.Run(next);
        }

        Assert.True(outcome.Completed);
        Assert.Equal(whole, outcome.Policy.Parameters.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NotesStayWithTheirRowsAmongThreads(string way, ParameterSharing sharing) =>
        Assert.True(NewRun(way, Options(sharing) with { Steps = 6_000, Replay = Replay(overlap: true) }).Run().Completed);

    [Fact]
    public void CentralInferenceActsOnANetworkAloneAndRefusesAnotherPolicy()
    {
        TrainingOptions options = Options(ParameterSharing.Exchange);
        OptionException error = Assert.Throws<OptionException>(() => NewRun(
            "trajectories", options with { Topology = options.Topology with { Inference = InferencePlace.Central } }));
        Assert.Contains("topology.inference", error.Message, StringComparison.Ordinal);
        Assert.Contains("leave topology.inference at actor", error.Message, StringComparison.Ordinal);
    }

    private static (Objective, Func<TopologyParts, Topology>) Way<T>(T objective, Func<TopologyParts, T, Topology> create)
        where T : Objective => (objective, parts => create(parts, objective));

    private static TrainingRun NewRun(string way, TrainingOptions options, RunFolder? folder = null)
    {
        (Objective objective, Func<TopologyParts, Topology> create) = Ways[way];
        bool explores = objective.Policy == PolicyKind.ActionValues;
        var algorithm = new DesignedAlgorithm(_ => AgentDesign.For(
            objective,
            (environments, random) => explores
                ? new EpsilonGreedy([0.1], [1], 1_000, environments, random)
                : new PolicySampling(new CategoricalPolicy(2)),
            create) with
        {
            AllowsCentralInference = true,
            CreatePolicy = (model, selection, random) =>
                new NotingPolicy(RunPlan.ActOnNetwork(model, selection, random), model.Network),
        });
        return new TrainingRun(algorithm, "Cart", Cart, options, folder);
    }

    private static TimeLimit Cart() => new(EnvironmentRegistry.Default.Make("CartPole-v1"), 23);

    private static ReplayOptions Replay(bool overlap) => new()
    {
        Capacity = 600, LearningStarts = 100, BatchSize = 16, NStep = 2, Prioritized = true, Overlap = overlap,
    };

    private static TrainingOptions Options(ParameterSharing sharing) => new()
    {
        Steps = 2_000,
        TMax = 5,
        TargetInterval = 170,
        LearningRate = 3e-3,
        Network = new() { Hidden = [16] },
        Topology = new() { Threads = 3, EnvsPerActor = 2, Sharing = sharing, ExchangeSteps = 60 },
        Replay = Replay(overlap: false),
        Impala = new() { BatchTrajectories = 2, Queue = 3 },
        Evaluation = new() { Episodes = 0 },
    };
}
