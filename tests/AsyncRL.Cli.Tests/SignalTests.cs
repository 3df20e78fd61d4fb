using System.Diagnostics;
using AsyncRL.Agents;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class SignalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void ARunThatIsInterruptedSavesAndSaysHowToGoOn(string signal)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        using Process process = StartEndless(run);
        Signal(process, signal);
        Assert.True(process.WaitForExit(Patience));
        Assert.Equal(0, process.ExitCode);
        Assert.Contains($"asyncrl resume {run}", process.StandardOutput.ReadToEnd());
        Assert.StartsWith("Stopping: steps and resets in progress are waited for", process.StandardError.ReadToEnd());
        AssertResumes(run);
    }

    [Fact]
    public void ARunWithCentralInferenceThatIsInterruptedSavesAndGoesOn()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        using Process process = StartEndless(run, "impala", "--set", "topology.inference=central");
        Signal(process, "INT");
        Assert.True(process.WaitForExit(Patience));
        Assert.Equal(0, process.ExitCode);
        AssertResumes(run);
    }

    [Fact]
    public void ARunThatIsKilledResumesFromItsLastCheckpoint()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        using Process process = StartEndless(run);
        process.Kill();
        Assert.True(process.WaitForExit(Patience));
        AssertResumes(run);
    }

    [Fact]
    public void ARunWhoseStepNeverEndsIsEndedByTheSecondInterruptWithItsModelSaved()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        using Process process = Asyncrl.Start(
            "train", "a3c", "--env", "Tests/Stuck-v0", "--assembly", typeof(Stuck).Assembly.Location, "--steps", "1000000",
            "--threads", "1", "--out", run, "--set", "evaluation.episodes=0");
        Assert.Equal("stuck", process.StandardError.ReadLine());
        Signal(process, "INT");
        Assert.StartsWith("Stopping:", process.StandardError.ReadLine());
        Signal(process, "INT");
        Assert.True(process.WaitForExit(Patience));
        Assert.NotEqual(0, process.ExitCode);
        string model = Path.Combine(run, "interrupted_model.safetensors");
        Assert.StartsWith("What was learnt until step", process.StandardError.ReadLine());
        Assert.Equal("Tests/Stuck-v0", TrainedPolicy.Load(model).Description.EnvironmentId);
    }

    // Returns once the run has saved its first checkpoint.
    private static Process StartEndless(string run, string algorithm = "a3c", params string[] more)
    {
        Process process = Asyncrl.Start(
        [
            "train", algorithm, "--env", "CartPole-v1", "--steps", "2000000000", "--threads", "1", "--out", run,
            "--set", "network.hidden=8", "--set", "evaluation.episodes=0", "--set", "checkpoint.interval=2000", .. more,
        ]);
        var waited = Stopwatch.StartNew();
        while (!Directory.Exists(Path.Combine(run, "checkpoints"))
            || Directory.GetFiles(Path.Combine(run, "checkpoints"), "*.safetensors").Length == 0)
        {
            Assert.False(process.HasExited, "The run ended by itself.");
            Assert.True(waited.Elapsed < Patience, "The run saved no checkpoint.");
            Thread.Sleep(20);
        }

        return process;
    }

    private static void AssertResumes(string run)
    {
        long newest = Directory.GetFiles(Path.Combine(run, "checkpoints"), "*.safetensors")
            .Max(p => long.Parse(Path.GetFileName(p).Split('_')[^2], System.Globalization.CultureInfo.InvariantCulture));
        (int code, string output, string error) = Asyncrl.Run("resume", run, "--stop-at", $"{newest + 500}", "--quiet");
        Assert.True(code == 0, error);
        Assert.DoesNotContain("Warning", error);
        Assert.Contains($"at {newest:N0} steps", output);
    }

    internal static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
