using AsyncRL.Cli.Tests.Support;
using AsyncRL.Environments;

namespace AsyncRL.Cli.Tests;

public class FaultTests
{
    static FaultTests() => EnvironmentRegistry.Default.Register(new("test/Breaks-v0", () => new Breaks()));

    [Fact]
    public void AnEnvironmentThatFailsEndsTheRunWithAFailureAndKeepsWhatWasLearnt()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        (int code, _, string error) = Asyncrl.Run(
            "train", "a3c", "--env", "test/Breaks-v0", "--steps", "5000", "--threads", "1", "--out", run, "--set",
            "topology.envs_per_actor=1", "--set", "evaluation.episodes=0");
        Assert.Equal(1, code);
        Assert.Contains("test/Breaks-v0", error);
        Assert.Contains("the pole snapped", error);
        Assert.DoesNotContain("   at ", error);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(run, "checkpoints")));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(run, "crash")));
    }

    private sealed class Breaks() : DiscreteEnvironment(new Box(-1f, 1f, 2), actions: 2)
    {
        private int steps;

        protected override void OnReset(Span<float> observation) => observation.Clear();

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation.Clear();
            return ++steps < 1000
                ? new StepResult(1, Terminated: steps % 10 == 0)
                : throw new InvalidOperationException("the pole snapped");
        }
    }
}
