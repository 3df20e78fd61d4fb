using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Training;

/// <summary>Environments of a run: how many are made, that each is its own, and that each is disposed of once.</summary>
public sealed class EnvironmentLifetimeTests
{
    private const string Four = "topology.threads=2 topology.envs_per_actor=2";

    /// <summary>One of each topology, with options that have it make several environments.</summary>
    public static TheoryData<string, string, int> Topologies => new()
    {
        { "a3c", Four, 4 },
        { "a3c", $"{Four} deterministic=true", 4 },
        { "ppo", $"{Four} t_max=8 ppo.minibatch_size=8", 4 },
        { "impala", Four, 4 },
        { "impala", $"{Four} topology.inference=central", 4 },
        { "dqn", "topology.envs_per_actor=3 replay.capacity=900 replay.learning_starts=50", 3 },
        { "dqn", "topology.envs_per_actor=3 replay.capacity=900 replay.learning_starts=50 replay.overlap=true", 3 },
        { "sac", "topology.envs_per_actor=2 replay.capacity=900 replay.learning_starts=50 replay.learner_threads=2", 2 },
    };

    [Theory]
    [MemberData(nameof(Topologies))]
    public void ACompleteRunMakesNoMoreThanPlayAndDisposesOfEachOnce(string algorithm, string settings, int players)
    {
        var all = new List<HeldWorld>();
        using TrainingRun run = NewRun(algorithm, settings, () => new ClipReward(HeldWorld.Make(all, Actions(algorithm))));
        Assert.True(run.Run().Completed);

        // And one for all evaluations, of which there are eleven.
        Assert.Equal(players + 1, all.Count);
        Assert.All(all, w => Assert.Equal(1, w.Disposals));
        run.Dispose();
        Assert.All(all, w => Assert.Equal(1, w.Disposals));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void AFailedRunDisposesOfEachOnce(string algorithm, string settings, int players)
    {
        var all = new List<HeldWorld>();
        using TrainingRun run = NewRun(
            algorithm, $"{settings} evaluation.episodes=0",
            () => HeldWorld.Make(all, Actions(algorithm), failsAt: 40));
        Assert.Contains("it broke", Assert.Throws<TrainingFailedException>(() => run.Run()).Message, StringComparison.Ordinal);
        Assert.Equal(players, all.Count);
        Assert.All(all, w => Assert.Equal(1, w.Disposals));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void WhereOneCannotBeMadeTheOthersAreDisposedOfAndTheMessageSaysWhatToDo(
        string algorithm, string settings, int players)
    {
        var all = new List<HeldWorld>();
        string message = Assert.Throws<InvalidOperationException>(() => NewRun(algorithm, settings, () => all.Count == players - 1
            ? throw new NotSupportedException("the licence is in use")
            : HeldWorld.Make(all, Actions(algorithm)))).Message;
        Assert.StartsWith(
            $"Environment {players} of HeldWorld could not be made while", message, StringComparison.Ordinal);
        Assert.Contains("NotSupportedException: the licence is in use", message, StringComparison.Ordinal);
        Assert.Contains("evaluation.episodes=0", message, StringComparison.Ordinal);
        Assert.Equal(players - 1, all.Count);
        Assert.All(all, w => Assert.Equal(1, w.Disposals));
    }

    [Theory]
    [MemberData(nameof(Topologies))]
    public void OneInstanceForAllPlayersIsRefused(string algorithm, string settings, int players)
    {
        _ = players;
        var all = new List<HeldWorld>();
        HeldWorld same = HeldWorld.Make(all, Actions(algorithm));
        string message = Assert.Throws<ArgumentException>(() => NewRun(algorithm, settings, () => new ClipReward(same))).Message;
        Assert.StartsWith("The factory gave the same instance twice, a HeldWorld;", message, StringComparison.Ordinal);
        Assert.Equal(1, same.Disposals);
    }

    [Theory]
    [InlineData("a3c")]
    [InlineData("ppo")]
    [InlineData("impala")]
    [InlineData("dqn")]
    [InlineData("sac")]
    public void AWorldOfWhichOnlyOneCanExistIsTrained(string algorithm)
    {
        string replay = algorithm is "dqn" or "sac" ? "replay.capacity=900 replay.learning_starts=50" : "topology.threads=1";
        string settings = $"topology.envs_per_actor=1 evaluation.episodes=0 {replay}";
        var all = new List<HeldWorld>();
        using TrainingRun run = NewRun(algorithm, settings, HeldWorld.OneAtATime(all, Actions(algorithm)));
        Assert.True(run.Run().Completed);
        Assert.Equal(1, Assert.Single(all).Disposals);
    }

    [Fact]
    public void TheTrainerTrainsAWorldOfWhichOnlyOneCanExist()
    {
        var all = new List<HeldWorld>();
        var options = new TrainingOptions
        {
            Steps = 300,
            Network = new NetworkOptions { Hidden = [8] },
            Topology = new TopologyOptions { Threads = 1, EnvsPerActor = 1 },
            Evaluation = new EvaluationOptions { Episodes = 0 },
        };
        Assert.True(Trainer.Train(HeldWorld.OneAtATime(all, new Discrete(2)), options, "a3c").Completed);
        Assert.Equal(1, Assert.Single(all).Disposals);

        var stopped = new List<HeldWorld>();
        using var cancellation = new CancellationTokenSource();
        Assert.False(Trainer.Train(
            () => HeldWorld.Make(stopped, new Discrete(2)), options with { Steps = 100_000_000 }, "a3c",
            progress: _ => cancellation.Cancel(), cancellation: cancellation.Token).Completed);
        Assert.Equal(1, Assert.Single(stopped).Disposals);
    }

    [Fact]
    public void AnEvaluationOfTheInstanceThatPlaysIsRefused()
    {
        var all = new List<HeldWorld>();
        HeldWorld only = HeldWorld.Make(all, new Discrete(2));
        using TrainingRun run = NewRun("a3c", "topology.threads=1 topology.envs_per_actor=1", () => only);
        Exception error = Assert.ThrowsAny<Exception>(() => run.Run());
        Assert.Contains("The factory gave the same instance twice, a HeldWorld;", error.Message, StringComparison.Ordinal);
        run.Dispose();
        Assert.Equal(1, only.Disposals);
    }

    [Fact]
    public void AStoppedRunDisposesOfItsEnvironments()
    {
        var all = new List<HeldWorld>();
        using (TrainingRun run = NewRun("a3c", Four, () => HeldWorld.Make(all, new Discrete(2))))
        {
            Assert.False(run.Run(stopAt: 200).Completed);
            Assert.All(all, w => Assert.Equal(1, w.Disposals));
        }

        Assert.InRange(all.Count, 4, 5); // the actors may have stopped before an evaluation began
        Assert.All(all, w => Assert.Equal(1, w.Disposals));
    }

    [Fact]
    public void OptionsThatDoNotFitLeaveNothingBehind()
    {
        var all = new List<HeldWorld>();
        Assert.Throws<OptionException>(
            () => NewRun("dqn", "network.lstm=8", () => HeldWorld.Make(all, new Discrete(2))));
        Assert.All(all, w => Assert.Equal(1, w.Disposals));
    }

    [Fact]
    public void EnvironmentsOfDifferentSpacesAreNotTrainedTogether()
    {
        var all = new List<HeldWorld>();
        string message = Assert.Throws<ArgumentException>(
            () => NewRun("a3c", Four, () => HeldWorld.Make(all, new Discrete(2, start: all.Count)))).Message;
        Assert.Contains("(Discrete(2) is not Discrete(2, start=1))", message, StringComparison.Ordinal);
        Assert.All(all, w => Assert.Equal(1, w.Disposals));
    }

    private static Space Actions(string algorithm) => algorithm == "sac" ? new Box(-1f, 1f, 1) : new Discrete(2);

    private static TrainingRun NewRun(string algorithm, string settings, Func<Environment> create)
    {
        string[] pairs = $"steps=600 network.hidden=8 evaluation.episodes=1 evaluation.max_steps=20 {settings}".Split(' ');
        TrainingOptions options = ResolvedConfiguration.Resolve(
            algorithm, "Held",
            [.. pairs.Select(p => new OptionLayer("test", [(p.Split('=')[0], p.Split('=')[1])]))]).Options;
        return new TrainingRun(AlgorithmCatalog.Find(algorithm), "Held", create, options);
    }
}
