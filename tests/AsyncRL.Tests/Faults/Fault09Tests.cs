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
}
