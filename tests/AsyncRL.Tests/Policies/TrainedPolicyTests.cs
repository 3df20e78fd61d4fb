using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Policies;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Policies;

/// <summary>What a game developer does with the library: train on a game of one's own, save, load, act.</summary>
public sealed class TrainedPolicyTests
{
    [Theory]
    [InlineData("a3c")]
    [InlineData("async-nstep-q")]
    public void APolicyThatWasSavedAndLoadedActsAsBefore(string algorithm)
    {
        using var temporary = new TemporaryFolder();
        TrainedPolicy trained = Train(algorithm).Policy;
        string path = temporary.Sub("model.safetensors");
        trained.Save(path);
        TrainedPolicy loaded = TrainedPolicy.Load(path);
        Assert.Equal(algorithm, loaded.Description.Algorithm);
        Assert.Equal(2_000, loaded.Description.Steps);
        PolicyActor a = trained.CreateActor(seed: 3), b = loaded.CreateActor(seed: 3);
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            float[] observation = [random.NextSingle(), random.NextSingle()];
            PolicyMode mode = i % 2 == 0 ? PolicyMode.Greedy : PolicyMode.Sample;
            Assert.Equal(a.Act(observation, mode), b.Act(observation, mode));
            Assert.True(a.Scores.SequenceEqual(b.Scores));
        }
    }

    [Fact]
    public void AModelKeepsTheOptionsOfItsEnvironment()
    {
        using var temporary = new TemporaryFolder();
        var world = new EnvironmentOptions(("corridor_length", 3), ("max_episode_steps", 8));
        var options = new TrainingOptions { Steps = 200, Topology = new() { Threads = 1 }, Evaluation = new() { Episodes = 0 } };
        var run = new TrainingRun(
            AlgorithmCatalog.Find("a3c"), "TMaze-v0", () => EnvironmentRegistry.Default.Make("TMaze-v0", world), options)
        {
            EnvironmentOptions = world,
        };
        string path = temporary.Sub("model.safetensors");
        run.Run().Policy.Save(path);
        Assert.Equal(world, TrainedPolicy.Load(path).Description.EnvironmentOptions);
    }

    [Fact]
    public void AModelOfAnEnvironmentsDefaultsSaysNothingOfOptions()
    {
        using var temporary = new TemporaryFolder();
        string path = temporary.Sub("model.safetensors");
        Train("a3c").Policy.Save(path);
        Assert.DoesNotContain("environment_options", SafetensorsFile.Read(path).Metadata.Keys);
        Assert.Equal(0, TrainedPolicy.Load(path).Description.EnvironmentOptions.Count);
    }

    [Fact]
    public void ADecisionAllocatesNothing()
    {
        PolicyActor actor = Train("a3c").Policy.CreateActor();
        float[] observation = [0.1f, 0.2f];
        actor.Act(observation);
        actor.Act(observation, PolicyMode.Sample);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                actor.Act(observation, i % 2 == 0 ? PolicyMode.Greedy : PolicyMode.Sample);
            }
        }));
    }

    [Fact]
    public void SeveralThreadsActAtOnceEachWithAnActorOfItsOwn()
    {
        TrainedPolicy policy = Train("a3c").Policy;
        int[][] actions = [.. Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ =>
        {
            PolicyActor actor = policy.CreateActor(seed: 7);
            return Enumerable.Range(0, 2_000).Select(i => actor.Act([i / 2_000f, 0.5f], PolicyMode.Sample)).ToArray();
        })];
        Assert.All(actions, a => Assert.Equal(actions[0], a));
    }

    [Fact]
    public void AnObservationOfTheWrongLengthIsRefused()
    {
        PolicyActor actor = Train("a3c").Policy.CreateActor();
        Assert.Contains(
            "has 3 numbers, but this policy was trained on 2",
            Assert.Throws<ArgumentException>(() => actor.Act([1f, 2f, 3f])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNoModelIsRefused()
    {
        using var temporary = new TemporaryFolder();
        string path = temporary.Sub("foreign.safetensors");
        SafetensorsWriter.Write(path, [SafetensorsTensor.Of("x", [1], [1f])], new Dictionary<string, string>());
        Assert.Contains(
            "no AsyncRL model", Assert.Throws<CheckpointFormatException>(() => TrainedPolicy.Load(path)).Message,
            StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => TrainedPolicy.Load(temporary.Sub("nothing")));
    }

    [Fact]
    public void TrainingInTheLibraryReportsProgressAndStopsWhenAsked()
    {
        using var cancellation = new CancellationTokenSource();
        long seen = 0;
        TrainingOutcome outcome = Trainer.Train(
            () => new TestEnvironments.Unsaveable(), Options() with { Steps = 100_000_000 }, progress: p =>
            {
                seen = p.Steps;
                if (p.Steps > 1_000)
                {
                    cancellation.Cancel();
                }
            },
            cancellation: cancellation.Token);
        Assert.False(outcome.Completed);
        Assert.InRange(outcome.Steps, 1_000, 99_999_999);
        Assert.True(seen > 1_000);
        Assert.Null(outcome.ModelPath);
    }

    private static TrainingOutcome Train(string algorithm) =>
        Trainer.Train(() => new TestEnvironments.Unsaveable(), Options() with { Steps = 2_000 }, algorithm);

    private static TrainingOptions Options() => new()
    {
        Network = new NetworkOptions { Hidden = [8] },
        Topology = new TopologyOptions { Threads = 2, EnvsPerActor = 2 },
        Evaluation = new EvaluationOptions { Episodes = 0 },
        Deterministic = false,
    };
}
