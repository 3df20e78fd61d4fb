using System.Diagnostics;
using AsyncRL.Cli.Tests.Support;
using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.Cli.Tests.Faults;

/// <summary>What users do to runs with the command.</summary>
public sealed class RunFaultTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    static RunFaultTests() => EnvironmentRegistry.Default.Register(new("test/Grows-v0", () => new Grows()));

    private static int Observations { get; set; } = 4;

    private string RunPath => temporary.Sub("run");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Fault06ATerminalThatIsClosedSavesTheRunEvenIfItIsToldTwice()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Process process = Asyncrl.Start(
            "train", "a3c", "--env", "CartPole-v1", "--steps", "2000000000", "--threads", "2", "--out", RunPath, "--set",
            "network.hidden=8", "--set", "evaluation.episodes=0", "--set", "checkpoint.interval=1000000000");
        SpinUntil(() => File.Exists(Path.Combine(RunPath, "run.pid")) && File.Exists(Path.Combine(RunPath, "monitor.csv")));
        Signal(process, "HUP");
        Signal(process, "HUP");
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, process.ExitCode);
        Assert.Single(Directory.GetFiles(Path.Combine(RunPath, "checkpoints")));
    }

    [Fact]
    public void Fault07AnEnvironmentThatChangedIsNamedAndTheRunIsLeftAlone()
    {
        Observations = 4;
        Asyncrl.Succeed(
            "train", "a3c", "--env", "test/Grows-v0", "--steps", "600", "--threads", "1", "--out", RunPath, "--stop-at", "300",
            "--set", "evaluation.episodes=1", "--set", "checkpoint.interval=100");
        Dictionary<string, byte[]> before = Files();
        Observations = 6;
        string error = Asyncrl.Refuse("resume", RunPath);
        Assert.Contains("the observation space", error, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", error, StringComparison.Ordinal);
        Assert.DoesNotContain("--force", error, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void Fault07CheckpointsThatAreAllDamagedAreNotReplacedOnAdvice()
    {
        Asyncrl.Train(RunPath);
        foreach (string file in Directory.GetFiles(RunPath, "*.safetensors", SearchOption.AllDirectories))
        {
            File.WriteAllText(file, "torn");
        }

        (int code, _, string error) = Asyncrl.Run("resume", RunPath, "--steps", "900");
        Assert.Equal(2, code);
        Assert.Contains("damaged", error, StringComparison.Ordinal);
        Assert.Contains("another folder", error, StringComparison.Ordinal);
        Assert.DoesNotContain("--force", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault08IntervalsGivenOnResumeHoldAndAnotherSeedIsRefused()
    {
        Asyncrl.Train(RunPath, "--deterministic");
        Asyncrl.Succeed(
            "resume", RunPath, "--steps", "2000", "--set", "evaluation.interval=100", "--set", "checkpoint.interval=200");
        Assert.True(File.ReadAllLines(Path.Combine(RunPath, "eval.csv")).Length > 10);
        Assert.Contains(
            "a run keeps its seed", Asyncrl.Refuse("resume", RunPath, "--steps", "3000", "--set", "seed=5"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Fault09EvaluationsPlayUnderTheRunsOwnLimitUnlessAnotherIsGiven()
    {
        Asyncrl.Succeed(
            "train", "a3c", "--env", "CliffWalking-v1", "--steps", "600", "--threads", "1", "--out", RunPath, "--set",
            "max_episode_steps=20", "--set", "evaluation.episodes=1");
        string single = temporary.Sub("single.safetensors");
        File.Copy(Path.Combine(RunPath, "final_model.safetensors"), single);
        foreach (string[] model in new[] { new[] { RunPath }, [single], [RunPath, "--policy", "random"] })
        {
            Assert.Contains("mean length 20.0", Asyncrl.Succeed(["eval", .. model, "--episodes", "3"]), StringComparison.Ordinal);
        }

        Assert.Contains("step 20 ", Asyncrl.Succeed("watch", single, "--episodes", "1"), StringComparison.Ordinal);
        Assert.Contains(
            "21 frames", Asyncrl.Succeed("record", single, "--out", temporary.Sub("film.gif"), "--episodes", "1"),
            StringComparison.Ordinal);
        (_, string output, string error) = Asyncrl.Run("eval", single, "--episodes", "3", "--max-steps", "30");
        Assert.Contains("mean length 30.0", output, StringComparison.Ordinal);
        Assert.Contains("the limit given holds instead", error, StringComparison.Ordinal);
        Assert.Contains(
            "mean length 25.0",
            Asyncrl.Run("eval", single, "--episodes", "3", "--env-set", "max_episode_steps=25").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault11ASecondProcessIsRefusedAndAKilledOneBlocksNobody()
    {
        using Process process = Asyncrl.Start(
            "train", "a3c", "--env", "CartPole-v1", "--steps", "2000000000", "--threads", "1", "--out", RunPath, "--set",
            "network.hidden=8", "--set", "evaluation.episodes=0", "--set", "checkpoint.interval=2000");
        SpinUntil(() => Directory.Exists(Path.Combine(RunPath, "checkpoints"))
            && Directory.GetFiles(Path.Combine(RunPath, "checkpoints"), "*.safetensors").Length > 0);
        try
        {
            foreach (string[] second in new[] { new[] { "resume", RunPath }, [.. Asyncrl.TinyRun, "--out", RunPath, "--force"] })
            {
                Assert.Contains(
                    $"is being trained by the process {process.Id}", Asyncrl.Refuse(second), StringComparison.Ordinal);
            }

            // Checkpoints come and go meanwhile.
            for (int i = 0; i < 10; i++)
            {
                Asyncrl.Succeed("eval", RunPath, "--episodes", "1");
            }
        }
        finally
        {
            process.Kill();
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        }

        long saved = RunFolder.Open(RunPath).Checkpoints()[^1].Steps;
        Assert.Contains(
            "Resumed from", Asyncrl.Succeed("resume", RunPath, "--steps", $"{saved + 1_000}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain-1.5=a,b:c/d", "plain-1.5=a,b:c/d")]
    [InlineData("my runs", "'my runs'")]
    [InlineData("it's $HOME", "'it'\\''s $HOME'")]
    [InlineData("", "''")]
    [InlineData("a;b*", "'a;b*'")]
    public void Fault21CommandLinesAreQuotedForAShell(string word, string quoted) =>
        Assert.Equal($"asyncrl {quoted}", ShellWords.Join(["asyncrl", word]));

    [Fact]
    public void Fault21ARunOfAClassThatNoIdStandsForIsToldSo()
    {
        Trainer.Train(
            () => new Grows(), new TrainingOptions { Steps = 300, Topology = new() { Threads = 1 } }, "a3c",
            runFolder: RunPath);
        foreach (string command in (string[])["resume", "eval", "watch"])
        {
            Assert.Contains("trained in code on the class Grows", Asyncrl.Refuse(command, RunPath), StringComparison.Ordinal);
        }
    }

    private static void SpinUntil(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(60)));

    private static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private Dictionary<string, byte[]> Files() => Directory.GetFiles(RunPath, "*", SearchOption.AllDirectories)
        .ToDictionary(f => f, File.ReadAllBytes);

    private sealed class Grows() : DiscreteEnvironment(new Box(-1f, 1f, Observations), actions: 2)
    {
        private int steps;

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            observation.Clear();
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation.Fill(++steps / 10f);
            return new StepResult(action, Terminated: steps == 10);
        }
    }
}
