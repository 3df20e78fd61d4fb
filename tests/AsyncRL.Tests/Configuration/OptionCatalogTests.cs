using System.Runtime.CompilerServices;
using AsyncRL.Algorithms;

namespace AsyncRL.Tests.Configuration;

public class OptionCatalogTests
{
    [Fact]
    public void TheDocumentedTableEqualsTheCatalog()
    {
        // ASYNCRL_WRITE_DOCS=1 dotnet test ... rewrites the page after an option changed.
        string path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "docs", "options.md");
        if (System.Environment.GetEnvironmentVariable("ASYNCRL_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, AlgorithmCatalog.OptionsToMarkdown());
        }

        Assert.Equal(AlgorithmCatalog.OptionsToMarkdown(), File.ReadAllText(path));
    }

    [Theory]
    [InlineData("steps")]
    [InlineData("t_max")]
    [InlineData("gae_lambda")]
    [InlineData("max_nonfinite")]
    [InlineData("exploration.final_epsilon_probabilities")]
    [InlineData("network.hidden")]
    [InlineData("optimizer.beta1")]
    [InlineData("topology.envs_per_actor")]
    [InlineData("checkpoint.keep")]
    public void KeysAreThePropertyNamesInSnakeCase(string key) => Assert.Equal(key, OptionCatalog.Find(key).Key);

    [Fact]
    public void EveryOptionIsDescribedAndReadsItsOwnDefault()
    {
        var defaults = new TrainingOptions();
        Assert.NotEmpty(OptionCatalog.All);
        foreach (OptionEntry option in OptionCatalog.All)
        {
            Assert.EndsWith(".", option.Description, StringComparison.Ordinal);
            Assert.Equal(option.Format(defaults), option.Format(option.With(defaults, option.Format(defaults))));
        }
    }

    [Theory]
    [InlineData("t_max", "abc", "t_max: 'abc' is not a whole number.")]
    [InlineData("t_max", "2.5", "t_max: '2.5' is not a whole number.")]
    [InlineData("t_max", "2,5", "t_max: '2,5' is not a whole number.")]
    [InlineData("t_max", "5000000000", "t_max: 5000000000 is out of range; it must be from 1 to 100000.")]
    [InlineData("t_max", "1e30", "t_max: 1e30 is out of range; it must be from 1 to 100000.")]
    [InlineData("steps", "1e19", "steps: 1e19 is out of range; it must be from 1 to 9223372036854775807.")]
    [InlineData("t_max", "", "t_max: '' is not a whole number.")]
    [InlineData("seed", "-1", "seed: -1 is out of range; it must be from 0 to 18446744073709551615.")]
    [InlineData("seed", "Infinity", "seed: 'Infinity' is not a whole number.")]
    [InlineData(
        "network.hidden", "64,5000000000",
        "network.hidden: 5000000000 is out of range; it must be from 1 to 2147483647, or 'auto'.")]
    [InlineData("gamma", "high", "gamma: 'high' is not a number.")]
    [InlineData("clip_rewards", "yes", "clip_rewards: 'yes' is not true or false.")]
    [InlineData(
        "optimizer.name", "sgd", "optimizer.name: 'sgd' is not one of shared-rmsprop, rmsprop, momentum-sgd, adagrad, adam.")]
    [InlineData("learning_rate_schedule", "cosine", "learning_rate_schedule: 'cosine' is not one of constant, linear.")]
    [InlineData("network.hidden", "64;64", "network.hidden: '64;64' is not a whole number.")]
    [InlineData(
        "network.conv", "16y3", "network.conv: '16y3' is not a convolution; write filters x kernel / stride, such as 16x3/1.")]
    [InlineData("steps", "0", "steps: 0 is out of range; it must be at least 1.")]
    [InlineData("steps", "-5", "steps: -5 is out of range; it must be at least 1.")]
    [InlineData("gamma", "1.5", "gamma: 1.5 is out of range; it must be from 0 to 1.")]
    [InlineData("reward_scale", "NaN", "reward_scale: NaN is out of range; it must be a finite number, or 'auto'.")]
    [InlineData("network.hidden", "64,0", "network.hidden: 0 is out of range; it must be at least 1, or 'auto'.")]
    public void ARefusedValueIsNamedWithWhatWasExpected(string key, string text, string message)
    {
        OptionEntry option = OptionCatalog.Find(key);
        Assert.Equal(message, Assert.Throws<OptionException>(() => option.With(new TrainingOptions(), text)).Message);
    }

    [Theory]
    [InlineData("seed", "1e6", "1000000")]
    [InlineData("seed", "18446744073709551615", "18446744073709551615")]
    [InlineData("steps", "9007199254740993", "9007199254740993")]
    [InlineData("steps", "1.5e3", "1500")]
    [InlineData("t_max", "10_000", "10000")]
    public void AWholeNumberIsReadExactlyInEveryWriting(string key, string text, string value)
    {
        OptionEntry option = OptionCatalog.Find(key);
        Assert.Equal(value, option.Format(option.With(new TrainingOptions(), text)));
    }

    [Theory]
    [InlineData("topology.threads", "0")]
    [InlineData("topology.threads", "-2")]
    [InlineData("topology.envs_per_actor", "0")]
    [InlineData("checkpoint.keep", "0")]
    [InlineData("t_max", "0")]
    [InlineData("learning_rate", "-1e-3")]
    [InlineData("optimizer.epsilon", "0")]
    public void ValuesThatWouldBreakTrainingAreOutOfRange(string key, string text) => Assert.Contains(
        $"{key}: ", Assert.Throws<OptionException>(() => OptionCatalog.Find(key).With(new TrainingOptions(), text)).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("steps", "5e6", "5000000")]
    [InlineData("steps", "1_000_000", "1000000")]
    [InlineData("t_max", "2e1", "20")]
    [InlineData("seed", "18446744073709551615", "18446744073709551615")]
    [InlineData("learning_rate", "7e-4", "0.0007")]
    [InlineData("network.hidden", "[64, 32]", "64,32")]
    [InlineData("network.conv", "[16x8/4, 32x4/2]", "16x8/4,32x4/2")]
    [InlineData("network.conv", "[]", "")]
    [InlineData("network.initializer", "orthogonal", "orthogonal")]
    public void TheUsualWaysOfWritingAValueAreRead(string key, string text, string canonical)
    {
        OptionEntry option = OptionCatalog.Find(key);
        Assert.Equal(canonical, option.Format(option.With(new TrainingOptions(), text)));
    }

    [Fact]
    public void ReadingAnOptionLeavesTheOriginalAsItWas()
    {
        var original = new TrainingOptions();
        TrainingOptions changed = OptionCatalog.Find("network.hidden").With(original, "8");
        Assert.Null(original.Network.Hidden);
        Assert.Equal([8], changed.Network.Hidden);
    }

    [Fact]
    public void AnUnknownKeyIsAnsweredWithTheClosest()
    {
        Assert.Equal(
            "Unknown option 'learning_rte'; did you mean 'learning_rate'? docs/options.md lists them all.",
            Assert.Throws<OptionException>(() => OptionCatalog.Find("learning_rte")).Message);
        Assert.Equal(
            "Unknown option 'qqqqqqqqqqqqqqqq'. docs/options.md lists them all.",
            Assert.Throws<OptionException>(() => OptionCatalog.Find("qqqqqqqqqqqqqqqq")).Message);
    }

    [Fact]
    public void OptionsMadeInCodeAreCheckedLikeThoseInFiles()
    {
        Refused("t_max: 0 is out of range", new TrainingOptions { TMax = 0 });
        Refused(
            "learning_rate_schedule: '7' is not one of constant, linear.",
            new TrainingOptions { LearningRateSchedule = (Neural.LearningRateSchedule)7 });
        Refused("optimizer.name: there is no value", new TrainingOptions { Optimizer = new OptimizerOptions { Name = null! } });
        Refused("network: there is no value", new TrainingOptions { Network = null! });
        Refused(
            "network.hidden: the network has no hidden layer",
            new TrainingOptions { Network = new NetworkOptions { Hidden = [] } });
        Refused("give one for each", new TrainingOptions { Exploration = new ExplorationOptions { FinalEpsilons = [0.1] } });
        Refused(
            "they sum to 1.1",
            new TrainingOptions { Exploration = new ExplorationOptions { FinalEpsilonProbabilities = [0.4, 0.3, 0.4] } });
    }

    private static void Refused(string expected, TrainingOptions options) =>
        Assert.Contains(expected, Assert.Throws<OptionException>(options.Validate).Message, StringComparison.Ordinal);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
