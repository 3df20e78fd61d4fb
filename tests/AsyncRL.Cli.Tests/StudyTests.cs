using System.Diagnostics;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class StudyTests
{
    private static readonly string[] Tiny =
    [
        "--env", "CartPole-v1", "--steps", "1000", "--episodes", "1", "--set", "network.hidden=8", "--set",
        "topology.envs_per_actor=1",
    ];

    [Theory]
    [InlineData("speedup --methods a3c,async-q --score 12 --threads 1,2 --seeds 1 --points 2", 4)]
    [InlineData("robustness --methods a3c,async-sarsa --draws 2 --seed 7", 4)]
    [InlineData("optimizers --methods a3c --draws 1", 3)]
    [InlineData("variance --seeds 2 --points 2 --gradient-episodes 3", 4)]
    [InlineData("comparison --methods a3c,a2c+topology.wait=step --seeds 2 --threads 2 --points 2 --final-episodes 2", 4)]
    [InlineData("comparison --methods a3c,a3c+network.hidden=[4,4] --seeds 1 --points 2 --jobs 2", 2)]
    [InlineData("lag --lags 0,2 --seeds 1 --threads 1", 4)]
    [InlineData("robustness --methods a3c,a3c+gamma=0.9 --draws 1", 2)]
    public void AStudyTellsItsTrialsItsTableAndWhereTheReportIs(string line, int trials)
    {
        using var folder = new TemporaryFolder();
        string[] args = ["study", .. line.Split(' '), .. Tiny, "--out", folder.Sub("study")];
        (int code, string output, string error) = Asyncrl.Run(args);
        Assert.True(code == 0, error);
        Assert.Contains($"trial {trials} of {trials}: ", output);
        Assert.Contains("method", output);
        Assert.Equal(
            $"Done: {trials} trials, report in {Path.Combine(folder.Sub("study"), "report.md")}",
            output.TrimEnd().Split('\n')[^1].TrimEnd());
        string report = File.ReadAllText(Path.Combine(folder.Sub("study"), "report.md"));

        // As a shell reads it.
        string words = string.Join(' ', line.Split(' ').Select(w => w.Contains('[') ? $"'{w}'" : w));
        Assert.Contains($"`asyncrl study {words} {string.Join(' ', Tiny)}`", report);

        (code, output, error) = Asyncrl.Run(args);
        Assert.True(code == 0, error);
        Assert.DoesNotContain("trial 1 of", output);
    }

    [Fact]
    public void MoreThreadsThanProcessorsAreSaid()
    {
        using var folder = new TemporaryFolder();
        int many = System.Environment.ProcessorCount + 1;
        (int code, string output, string error) = Asyncrl.Run(
            ["study", "speedup", "--methods", "a3c", "--score", "12", "--threads", $"{many}", "--seeds", "1", .. Tiny, "--out",
                folder.Sub("study")]);
        Assert.True(code == 0, error);
        Assert.Contains("more threads than the", output);
        Assert.Contains("more threads than the", File.ReadAllText(Path.Combine(folder.Sub("study"), "report.md")));
    }

    [Theory]
    [InlineData("speedup --methods a3c --score 12 --seeds 0", "seeds")]
    [InlineData("speedup --methods a3c --score 12 --points 0", "points")]
    [InlineData("speedup --methods a3c --score 12 --episodes 0", "episodes")]
    [InlineData("speedup --methods a3c --score 12 --jobs 0", "jobs")]
    [InlineData("speedup --methods a3c --score 12 --threads 0", "threads")]
    [InlineData("speedup --methods a3c --score 12 --threads ,", "threads")]
    [InlineData("speedup --methods a3c --score 12 --threads 1,two", "'two'")]
    [InlineData("speedup --methods a3c --score 12 --steps 0", "steps")]
    [InlineData("speedup --methods a3c --score 12 --set topology.threads=4", "topology.threads")]
    [InlineData("speedup --methods a3c", "--score 475")]
    [InlineData("speedup --methods a3c --score NaN", "score")]
    [InlineData("speedup --score 12", "a3c,async-q")]
    [InlineData("speedup --methods a3d --score 12", "'a3c'")]
    [InlineData("robustness --methods a3c --draws 0", "draws")]
    [InlineData("robustness --methods a3c --set learning_rate=1", "learning_rate")]
    [InlineData("robustness --draws 5", "methods")]
    [InlineData("variance --seeds 0", "seeds")]
    [InlineData("variance --methods a3c", "reinforce-baseline")]
    [InlineData("variance --gradient-episodes 1", "gradient-episodes")]
    [InlineData("comparison --methods a3c --seeds 0", "seeds")]
    [InlineData("comparison --methods a3c --threads 0", "threads")]
    [InlineData("comparison --methods a3c --final-episodes 0", "final-episodes")]
    [InlineData("comparison --methods a3c,dnq", "'dqn'")]
    [InlineData("comparison --methods dqn+double", "dqn+dqn.double=true")]
    [InlineData("comparison --methods dqn+dqn.dobule=true", "'dqn.double'")]
    [InlineData("comparison --methods dqn+seed=1", "seeds")]
    [InlineData("comparison --methods a3c --set topology.threads=4", "threads")]
    [InlineData("comparison --seeds 1", "methods")]
    [InlineData("lag --seeds 0", "seeds")]
    [InlineData("lag --threads 0", "threads")]
    [InlineData("lag --lags ,", "lags")]
    [InlineData("lag --lags 1,two", "'two'")]
    [InlineData("lag --lags -1", "impala.imposed_lag: -1")]
    [InlineData("lag --methods a3c", "impala")]
    [InlineData("lag --set impala.correction=none", "corrections")]
    [InlineData("optimizers --methods a3c --draws -1", "draws")]
    [InlineData("optimizers --methods a3c --set optimizer.name=adam", "optimizer.name")]
    [InlineData("optimizers --methods a3c --seed -1", "--seed")]
    public void WrongUsageIsOneSentenceThatNamesTheCulprit(string line, string culprit)
    {
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = Asyncrl.Run(
            ["study", .. line.Split(' '), "--env", "CartPole-v1", "--out", folder.Sub("study")]);
        AssertRefused(code, output, error, culprit);
        Assert.False(Directory.Exists(folder.Sub("study")));
    }

    [Fact]
    public void AMethodThatCannotPlayAnEnvironmentIsRefusedBeforeAnythingIsSaid()
    {
        (int code, string output, string error) = Asyncrl.Run(
            "study", "comparison", "--methods", "a3c,dqn", "--env", "CartPole-v1,Pendulum-v1");
        AssertRefused(code, output, error, "dqn on Pendulum-v1");
    }

    [Fact]
    public void AnUnknownEnvironmentIsRefusedWithTheClosestOne()
    {
        (int code, string output, string error) = Asyncrl.Run("study", "robustness", "--methods", "a3c", "--env", "CartPol-v1");
        AssertRefused(code, output, error, "'CartPole-v1'");
    }

    [Fact]
    public void AnotherSettingInTheSameFolderIsRefused()
    {
        using var folder = new TemporaryFolder();
        string[] args = ["study", "robustness", "--methods", "a3c", "--draws", "1", .. Tiny, "--out", folder.Sub("study")];
        Assert.Equal(0, Asyncrl.Run(args).Code);
        (int code, _, string error) = Asyncrl.Run([.. args, "--set", "gamma=0.5"]);
        Assert.Equal(2, code);
        Assert.Contains("a3c gamma = 0.99, but now it is 0.5", error);
    }

    [Fact]
    public async Task AnInterruptedStudyKeepsItsTrialsWritesItsReportAndSaysHowToGoOn()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        string trials = Path.Combine(folder.Sub("study"), "trials.csv");
        using Process process = Asyncrl.Start(
            ["study", "robustness", "--methods", "a3c", "--draws", "500", .. Tiny, "--out", folder.Sub("study")]);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        var waited = Stopwatch.StartNew();
        while (!File.Exists(trials) || File.ReadAllLines(trials).Length < 3)
        {
            Assert.False(process.HasExited, "The study ended by itself.");
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "The study finished no trial.");
            Thread.Sleep(20);
        }

        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, process.ExitCode);
        int finished = File.ReadAllLines(trials).Length - 1;
        Assert.Contains($"Stopped: {finished} of 500 trials are saved", await output);
        Assert.Contains(
            $"**{finished} of 500 trials have finished**", File.ReadAllText(Path.Combine(folder.Sub("study"), "report.md")));
    }

    [Fact]
    public void ANegativeScoreCanBeAskedFor()
    {
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = Asyncrl.Run(
            ["study", "speedup", "--methods", "a3c", "--score", "-12.5", "--threads", "1", "--seeds", "1", .. Tiny, "--out",
                folder.Sub("study")]);
        Assert.True(code == 0, error);
        Assert.Contains("1 of 1", output);
    }

    private static void AssertRefused(int code, string output, string error, string culprit)
    {
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(culprit, error);
        Assert.StartsWith("asyncrl: ", error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("System.", error);
    }
}
