using AsyncRL.Agents;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class ExportTests
{
    [Fact]
    public void TheAgentAloneIsWrittenAndPlaysAsTheRunDoes()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run"), model = folder.Sub("agent.safetensors");
        Asyncrl.Train(run);
        string told = Asyncrl.Succeed("export", run, "--out", model);
        Assert.Contains("a3c on CartPole-v1", told);
        Assert.InRange(new FileInfo(model).Length, 1, new FileInfo(Path.Combine(run, "final_model.safetensors")).Length - 1);
        PolicyActor shipped = TrainedPolicy.Load(model).CreateActor(),
            trained = TrainedPolicy.Load(Path.Combine(run, "final_model.safetensors")).CreateActor();
        foreach (float angle in (float[])[-0.1f, 0f, 0.1f])
        {
            float[] observation = [0.1f, -0.2f, angle, 0.3f];
            Assert.Equal(trained.Act(observation), shipped.Act(observation));
        }
    }

    [Fact]
    public void NothingIsOverwrittenAndOnlyModelFilesAreWritten()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run"), taken = folder.Sub("agent.safetensors");
        Asyncrl.Train(run);
        File.WriteAllText(taken, "mine");
        Assert.Contains("exists", Asyncrl.Refuse("export", run, "--out", taken));
        Assert.Equal("mine", File.ReadAllText(taken));
        Assert.Contains("must end with .safetensors", Asyncrl.Refuse("export", run, "--out", folder.Sub("agent.onnx")));
    }
}
