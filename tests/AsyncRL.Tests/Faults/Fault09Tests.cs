using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Faults;

/// <summary>A model is played under the limit that its run played under.</summary>
public sealed class Fault09Tests
{
    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void EveryModelFileOfARunKnowsItsLimit(string kind)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        var world = new World();
        TrainingOutcome outcome = world.NewRun(kind, World.Options(kind, 1_500) with { MaxEpisodeSteps = 4 }, folder).Run();
        string[] files = [folder.BestModelPath, folder.FinalModelPath, .. folder.Checkpoints().Select(c => c.Path)];
        Assert.True(files.Length >= 2);
        foreach (TrainedPolicy policy in files.Select(TrainedPolicy.Load).Append(outcome.Policy))
        {
            Assert.Equal(4, policy.Description.MaxEpisodeSteps);
            Assert.Equal(4, Evaluator.Run(policy, () => world.Make(kind), 2, seed: 0).MeanLength);
            Assert.Equal(10, Evaluator.Run(policy.WithMaxEpisodeSteps(0), () => world.Make(kind), 2, seed: 0).MeanLength);
        }
    }

    [Fact]
    public void ALimitIsAddedOnlyWhereTheEnvironmentHasNoneAsShort()
    {
        var world = new World();
        PolicyDescription model = new TrainingRun(
            Algorithms.AlgorithmCatalog.Find("a3c"), "World", () => world.Make("a3c"),
            World.Options("a3c", 100) with { MaxEpisodeSteps = 4 }).Snapshot().Description;
        var shorter = new TimeLimit(world.Make("a3c"), 3);
        Assert.Same(shorter, model.Limit(shorter));
        Assert.Equal(4, ((TimeLimit)model.Limit(new TimeLimit(world.Make("a3c"), 5))).MaxEpisodeSteps);
    }

    // In code no registry adds the limit of the class's id, in training or afterwards.
    [Fact]
    public void AnEvaluationInCodePlaysUnderTheClassesLimit()
    {
        TrainingOutcome outcome = Trainer.Train(
            () => new Endless(), new TrainingOptions { Steps = 200, Topology = new() { Threads = 1 } }, "a3c");
        Assert.All(Evaluator.Run(outcome.Policy, () => new Endless(), 3, seed: 1).Lengths, l => Assert.Equal(7, l));
        Assert.All(Evaluator.RunRandom(() => new Endless(), 3, seed: 1).Lengths, l => Assert.Equal(7, l));
        Assert.All(
            Evaluator.RunRandom(() => new TimeLimit(new Endless(), 12), 3, seed: 1).Lengths, l => Assert.Equal(12, l));
    }

    [Environment("Test/Endless-v0", MaxEpisodeSteps = 7)]
    private sealed class Endless() : DiscreteEnvironment(new Box(0f, 1f, 1), actions: 2)
    {
        protected override void OnReset(Span<float> observation) => observation[0] = 0;

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = action;
            return new StepResult(action, Terminated: false);
        }
    }
}
