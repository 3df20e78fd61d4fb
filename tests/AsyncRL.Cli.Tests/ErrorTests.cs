using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class ErrorTests
{
    [Theory]
    [InlineData("trian a3c", "'train'")]
    [InlineData("train a3c --env CartPole-v1 --step 5", "'--steps'")]
    [InlineData("train a3d --env CartPole-v1", "'a3c'")]
    [InlineData("train a3c --env CartPol-v1", "'CartPole-v1'")]
    [InlineData("train a3c --env CartPole-v1 --set learning_rat=1", "'learning_rate'")]
    [InlineData("train a3c --env CartPole-v1 --preset papr", "'paper'")]
    [InlineData("bench network --network atary", "'atari'")]
    public void AnUnknownWordIsRefusedWithTheClosestOne(string line, string closest)
    {
        (int code, string output, string error) = Asyncrl.Run(line.Split(' '));
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains($"id you mean {closest}?", error);
        AssertIsOneLine(error);
    }

    [Theory]
    [InlineData("train a3c --env CartPole-v1 --threads 0", "threads")]
    [InlineData("train a3c --env CartPole-v1 --threads -3", "threads")]
    [InlineData("train a3c --env CartPole-v1 --threads some", "--threads")]
    [InlineData("train a3c --env CartPole-v1 --steps 0", "steps")]
    [InlineData("train a3c --env CartPole-v1 --stop-at 0", "--stop-at")]
    [InlineData("train a3c --env CartPole-v1 --set gamma", "gamma")]
    [InlineData("train a3c --env CartPole-v1 --set gamma=two", "gamma")]
    [InlineData("train a3c --env CartPole-v1 --config /no/such/file.yml", "/no/such/file.yml")]
    [InlineData("train a3c --env CartPole-v1 --set network.conv=16x3/1", "network.conv")]
    [InlineData("train ppo --env Catch-v0 --set network.conv=8x9/1", "network.conv: [8x9/1] cannot read observations of 10 x 5")]
    [InlineData("train rnd --env KeyDoor-v0 --set rnd.conv=8x11/1", "rnd.conv: [8x11/1] cannot read observations of 10 x 10")]
    [InlineData("train a3c", "--env")]
    [InlineData("resume /no/such/run", "/no/such/run")]
    [InlineData("eval /no/such/run", "/no/such/run")]
    [InlineData("eval --policy random", "--env")]
    [InlineData("eval --env CartPole-v1 --policy random --episodes 0", "--episodes")]
    [InlineData("eval --env CartPole-v1 --policy random --max-steps 0", "--max-steps")]
    [InlineData("watch /no/such/run", "/no/such/run")]
    [InlineData("train a3c --env CartPole-v1 --out /dev/null/run", "Name one that can be written to")]
    [InlineData("plot /no/such/run --out curves.png", "curves.svg")]
    [InlineData("train a3c --env DeepSea-v0 --env-set map_seed=-1", "must be from 0 to 18446744073709551615")]
    [InlineData("train a3c --env CartPole-v1 --set count_bonus.capacity=5e9", "must be from 1 to 100000000")]
    [InlineData("train a3c --env CartPole-v1 --seed -1", "a whole number from 0 to 18446744073709551615")]
    [InlineData("train a3c --env CartPole-v1 --threads 5000000000", "a whole number up to 2147483647")]
    [InlineData("eval /no/such/run --seed -1", "a whole number from 0 to 18446744073709551615")]
    [InlineData("plot /no/such/run --out curves.svg", "/no/such/run")]
    [InlineData("bench environment --env CartPole-v1 --seconds 0", "--seconds")]
    [InlineData("bench network --threads 0", "--threads")]
    public void WrongUsageIsOneSentenceThatNamesTheCulprit(string line, string culprit)
    {
        (int code, string output, string error) = Asyncrl.Run(line.Split(' '));
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(culprit, error);
        AssertIsOneLine(error);
    }

    [Theory]
    [InlineData(
        "td3", "sac.sde=true",
        "sac.sde: td3 does not read this option; it belongs to sac. Besides the common options, td3 reads ")]
    [InlineData("sac", "td3.tau=0.1", "td3.tau: sac does not read this option; it belongs to td3. sac has 'sac.tau'. ")]
    [InlineData(
        "a3c", "her.strategy=future", "her.strategy: a3c does not read this option; it belongs to dqn, gorila, ddpg, td3")]
    [InlineData(
        "dqn", "ent_coef=0.1", "ent_coef: dqn does not read this option; it belongs to a3c, a2c, ppo, ")]
    public void AnOptionOfAnotherAlgorithmIsSaidToBeItsOption(string algorithm, string setting, string message) =>
        Assert.StartsWith(
            $"asyncrl: {message}", Asyncrl.Refuse("train", algorithm, "--env", "Pendulum-v1", "--set", setting),
            StringComparison.Ordinal);

    [Fact]
    public void AWordTooManyIsAnsweredWithTheWholeCommand() => Assert.Contains(
        "See 'asyncrl bench network --help'.", Asyncrl.Refuse("bench", "network", "--no-such-flag"), StringComparison.Ordinal);

    [Fact]
    public void AFolderThatIsNotEmptyIsRefusedUnlessForced()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Asyncrl.Train(run);
        byte[] model = File.ReadAllBytes(Path.Combine(run, "final_model.safetensors"));

        (int code, _, string error) = Asyncrl.Run([.. Asyncrl.TinyRun, "--out", run, "--seed", "7"]);
        Assert.Equal(2, code);
        Assert.Contains($"asyncrl resume {run}", error);
        Assert.DoesNotContain("--force", error);
        Assert.Equal(model, File.ReadAllBytes(Path.Combine(run, "final_model.safetensors")));

        Asyncrl.Train(run, "--seed", "7", "--force");
        Assert.NotEqual(model, File.ReadAllBytes(Path.Combine(run, "final_model.safetensors")));
    }

    [Fact]
    public void OptionsThatDoNotFitTheEnvironmentLeaveNoFolderBehind()
    {
        using var folder = new TemporaryFolder();
        (int code, _, _) = Asyncrl.Run([.. Asyncrl.TinyRun, "--out", folder.Sub("run"), "--set", "network.conv=16x3/1"]);
        Assert.Equal(2, code);
        Assert.False(Directory.Exists(folder.Sub("run")));
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("watch")]
    public void AForeignFileIsNoModel(string verb)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Sub("model.safetensors");
        File.WriteAllText(file, "This is a letter, not a model.");
        (int code, _, string error) = Asyncrl.Run(verb, file);
        Assert.Equal(2, code);
        Assert.Contains(file, error);
        AssertIsOneLine(error);
    }

    [Fact]
    public void TheWholeExceptionIsShownWhenAskedFor()
    {
        (int code, _, string error) = Asyncrl.Run("train", "a3c", "--env", "CartPol-v1", "--debug");
        Assert.Equal(2, code);
        Assert.Contains("   at AsyncRL.", error);
    }

    private static void AssertIsOneLine(string error)
    {
        Assert.StartsWith("asyncrl: ", error);
        Assert.Single(error.TrimEnd('\r', '\n').Split('\n'));
        Assert.DoesNotContain("   at ", error);
        Assert.DoesNotContain("System.", error);
    }
}
