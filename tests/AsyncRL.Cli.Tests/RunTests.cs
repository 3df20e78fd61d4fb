using System.Text.Json.Nodes;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class RunTests
{
    [Fact]
    public void TrainingLeavesACompleteFolderAndSaysWhatToTryNext()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        (int code, string output, string error) = Asyncrl.Run([.. Asyncrl.TinyRun, "--out", run]);
        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.Contains($"asyncrl watch {run}", output);
        string[] files =
            ["config.json", "command.txt", "meta.json", "log.txt", "progress.csv", "progress.json", "final_model.safetensors"];
        foreach (string name in files)
        {
            Assert.True(new FileInfo(Path.Combine(run, name)).Length > 0, name);
        }

        JsonNode options = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "config.json")))!["options"]!;
        Assert.Equal("--steps", (string?)options["steps"]!["source"]);
        Assert.Equal("--threads", (string?)options["topology.threads"]!["source"]);
        Assert.Equal("--set", (string?)options["network.hidden"]!["source"]);
        Assert.Contains("preset", (string?)options["learning_rate"]!["source"]);
    }

    [Fact]
    public void QuietTrainingPrintsOneLine()
    {
        using var folder = new TemporaryFolder();
        (_, string output, _) = Asyncrl.Run([.. Asyncrl.TinyRun, "--out", folder.Sub("run"), "--quiet"]);
        Assert.Single(output.TrimEnd('\r', '\n').Split('\n'));
    }

    [Fact]
    public void ADeterministicRunThatIsStoppedAndResumedEqualsOneThatIsNot()
    {
        using var folder = new TemporaryFolder();
        string whole = folder.Sub("whole"), halved = folder.Sub("halved");
        Asyncrl.Train(whole, "--deterministic");
        Asyncrl.Train(halved, "--deterministic", "--stop-at", "300");
        Assert.False(File.Exists(Path.Combine(halved, "final_model.safetensors")));
        Assert.Equal(0, Asyncrl.Run("resume", halved).Code);
        Assert.Equal(Parameters(whole), Parameters(halved));
    }

    [Fact]
    public void ResumingGoesOnFromTheNewestCheckpointAndNotFromAnOlderFinalModel()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Asyncrl.Train(run);
        Assert.Equal(0, Asyncrl.Run("resume", run, "--steps", "1200", "--stop-at", "900").Code);
        (int code, string output, _) = Asyncrl.Run("resume", run);
        Assert.Equal(0, code);
        Assert.Contains("at 900 steps", output);
        Assert.Contains("Done: 1,200 steps", output);
    }

    [Fact]
    public void GoingBeyondTheScheduleWarnsThatTheLearningRateIsZero()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Asyncrl.Train(run);
        Assert.Contains("learning rate", Asyncrl.Run("resume", run, "--steps", "900").Error);
        Assert.DoesNotContain("learning rate", Asyncrl.Run("resume", run, "--steps", "1200", "--set", "horizon=1200").Error);
    }

    [Fact]
    public void GoingBeyondTheScheduleOfBonusesWarnsThatTheyWeighNothing()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Assert.Equal(0, Asyncrl.Run(
            "train", "rnd", "--env", "DeepSea-v0", "--threads", "1", "--steps", "640", "--out", run, "--set",
            "rnd.random_steps=100", "--set", "rnd.intrinsic_schedule=linear").Code);
        Assert.Contains(
            "Warning: the weight of bonuses falls to 0 at step 640, where this run's schedule ends; give --set horizon=960",
            Asyncrl.Run("resume", run, "--steps", "960").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedCheckpointIsToldAndTheOneBeforeIsTaken()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Asyncrl.Train(run, "--deterministic", "--stop-at", "500", "--set", "checkpoint.interval=200");
        string newest = Path.Combine(run, "checkpoints", "CartPole-v1_500_steps.safetensors");
        byte[] bytes = File.ReadAllBytes(newest);
        File.WriteAllBytes(newest, bytes[..(bytes.Length / 2)]);
        (int code, string output, string error) = Asyncrl.Run("resume", run);
        Assert.Equal(0, code);
        Assert.Contains(newest, error);
        Assert.Contains("at 400 steps", output);
    }

    [Fact]
    public void ResumingIsRefusedWhenItWouldStopInThePast()
    {
        using var folder = new TemporaryFolder();
        Asyncrl.Train(folder.Sub("run"), "--stop-at", "300");
        (int code, _, string error) = Asyncrl.Run("resume", folder.Sub("run"), "--stop-at", "200");
        Assert.Equal(2, code);
        Assert.Contains("300", error);
    }

    [Theory]
    [InlineData("--steps", "200")]
    [InlineData("--set", "steps=200")]
    public void ATotalBelowTheStepsDoneIsRefusedAndTheRunStaysAsItWas(string flag, string value)
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run"), config = Path.Combine(run, "config.json");
        Asyncrl.Train(run, "--stop-at", "300");
        string options = File.ReadAllText(config);
        (int code, _, string error) = Asyncrl.Run("resume", run, flag, value);
        Assert.Equal(2, code);
        Assert.Contains("steps: 200 is out of range; the run is already at step 300", error, StringComparison.Ordinal);
        Assert.Equal(options, File.ReadAllText(config));
        Asyncrl.Succeed("resume", run, "--quiet");
    }

    [Theory]
    [InlineData("--checkpoint best")]
    [InlineData("--checkpoint last")]
    [InlineData("--checkpoint final")]
    [InlineData("--policy sample")]
    [InlineData("--max-steps 3")]
    public void EvaluationPrintsTheAgreedFields(string options)
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Asyncrl.Train(run);
        (int code, string output, string error) = Asyncrl.Run(["eval", run, "--episodes", "4", "--json", .. options.Split(' ')]);
        Assert.True(code == 0, error);
        JsonObject json = JsonNode.Parse(output)!.AsObject();
        Assert.Equal(["episodes", "mean_return", "std_return", "ci95", "mean_length", "capped"], json.Select(p => p.Key));
        Assert.Equal(4, (int)json["episodes"]!);
        Assert.Equal(options == "--max-steps 3" ? 4 : 0, (int)json["capped"]!);
        Assert.Equal((double)json["mean_return"]!, (double)json["mean_length"]!);
    }

    [Fact]
    public void AnotherEnvironmentThanTheRunsIsSaidToBeOne()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Asyncrl.Train(run);
        foreach (string command in (string[])["eval", "watch"])
        {
            (int code, _, string error) = Asyncrl.Run(command, run, "--env", "CartPole-v0", "--episodes", "1");
            Assert.Equal(0, code);
            Assert.Equal("Note: the model was trained on CartPole-v1; it is to play CartPole-v0.", error.TrimEnd());
        }

        Assert.Empty(Asyncrl.Run("eval", run, "--env", "CartPole-v1", "--episodes", "1").Error);
    }

    [Fact]
    public void ARandomPolicyIsEvaluatedWithoutARunAndTheSeedDecides()
    {
        string[] line = ["eval", "--env", "CartPole-v1", "--policy", "random", "--episodes", "20", "--json", "--seed"];
        string first = Asyncrl.Run([.. line, "1"]).Out;
        Assert.Equal(first, Asyncrl.Run([.. line, "1", "--threads", "3"]).Out);
        Assert.NotEqual(first, Asyncrl.Run([.. line, "2"]).Out);
    }

    [Fact]
    public void AnEvaluationPrintsWhatTheWorldMeasures()
    {
        string[] line = ["eval", "--env", "DeepSea-v0", "--policy", "random", "--episodes", "50"];
        string text = Asyncrl.Run([.. line, "--env-set", "size=40"]).Out;
        Assert.Contains("\n  bad: mean 1.00, greatest 1.00\n", text, StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(Asyncrl.Run([.. line, "--env-set", "size=40", "--json"]).Out)!;
        Assert.Equal(1.0, (double)json["measures"]!["bad"]!["mean"]!);
    }

    [Fact]
    public void WatchingWithoutATerminalTellsEachEpisodesEnd()
    {
        using var folder = new TemporaryFolder();
        Asyncrl.Train(folder.Sub("run"));
        (int code, string output, _) = Asyncrl.Run("watch", folder.Sub("run"), "--episodes", "2");
        Assert.Equal(0, code);
        Assert.Equal(2, output.Split("episode over").Length - 1);
        Assert.DoesNotContain("\e", output);
    }

    [Fact]
    public void PlottingWritesASvg()
    {
        using var folder = new TemporaryFolder();
        Asyncrl.Train(folder.Sub("a"));
        Asyncrl.Train(folder.Sub("b"), "--seed", "1");
        Assert.Equal(0, Asyncrl.Run("plot", folder.Sub("a"), folder.Sub("b"), "--out", folder.Sub("curves.svg")).Code);
        Assert.Contains("2 seeds", File.ReadAllText(folder.Sub("curves.svg")));
    }

    [Theory]
    [InlineData("algorithms", "a3c")]
    [InlineData("environments", "MinAtar/Breakout-v1")]
    [InlineData("presets", "preset:paper")]
    public void ListsNameWhatThereIs(string what, string entry)
    {
        (int code, string output, _) = Asyncrl.Run("list", what);
        Assert.Equal(0, code);
        Assert.Contains(entry, output);
    }

    private static byte[] Parameters(string run)
    {
        // The optimizer's state and counters too, but for the time spent, which lies in the state.
        var policy = Agents.TrainedPolicy.Load(Path.Combine(run, "final_model.safetensors"));
        using var stream = new TemporaryFolder();
        policy.Save(stream.Sub("model.safetensors"));
        return File.ReadAllBytes(stream.Sub("model.safetensors"));
    }
}
