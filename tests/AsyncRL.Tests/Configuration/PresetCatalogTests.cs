using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Configuration;

public sealed class PresetCatalogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("ALE/Pong-v5", true)]
    [InlineData("Atari/Bricks-v0", true)]
    [InlineData("PongNoFrameskip-v4", true)]
    [InlineData("Pong-v4", false)]
    [InlineData("PongNoFrameskip-v40", false)]
    public void AFamilyIsABeginningOrAnEndOfIds(string id, bool isAtari)
    {
        foreach (string algorithm in (string[])["a3c", "a2c", "ppo", "impala", "dqn", "async-q", "async-sarsa", "async-nstep-q"])
        {
            IReadOnlyList<OptionLayer> layers = PresetCatalog.For(algorithm, id);
            Assert.Equal(isAtari, layers.Any(l => l.Values.Contains(("terminal_on_life_loss", "true"))));
            Assert.Equal(isAtari, layers.Any(l => l.EnvironmentValues.Contains(("screen_size", "84"))));
        }
    }

    // YAML has no way to share a map between files, so that each method's has its own.
    [Fact]
    public void EveryMethodSeesAnAtariGameAlike() => Assert.Single(
        PresetCatalog.List().Where(p => p.Section is "ALE/*" or "Atari/*" or "*NoFrameskip-v4")
            .Select(p => string.Join(", ", p.Layer.EnvironmentValues)).Distinct());

    [Fact]
    public void EverySectionOfEveryPresetResolves()
    {
        var all = PresetCatalog.List().ToList();
        Assert.Contains(all, p => p is { Algorithm: "a3c", Section: "CartPole-v1" });
        Assert.Contains(all, p => p is { Algorithm: "a3c", Section: "preset:paper" });
        foreach ((string algorithm, string section, OptionLayer layer) in all)
        {
            // The environments of some sections are those of further packages, whose tests look at their options.
            ResolvedConfiguration.Resolve(algorithm, section, [layer with { EnvironmentValues = [] }]);
        }
    }

    [Fact]
    public void AFamilysSectionHoldsForItsMembersOnly()
    {
        Assert.Contains(
            PresetCatalog.For("a3c", "MinAtar/Freeway-v1"), l => l.Source.EndsWith("MinAtar/*", StringComparison.Ordinal));
        Assert.DoesNotContain(
            PresetCatalog.For("a3c", "CartPole-v1"), l => l.Source.EndsWith("MinAtar/*", StringComparison.Ordinal));
    }

    [Fact]
    public void ThePaperPresetHoldsThePapersValues()
    {
        TrainingOptions options = ResolvedConfiguration.Resolve(
            "a3c", "MinAtar/Breakout-v1", PresetCatalog.For("a3c", "MinAtar/Breakout-v1", "paper")).Options;
        Assert.Equal(16, options.Topology.Threads);
        Assert.Equal(1, options.Topology.EnvsPerActor);
        Assert.Equal(5, options.TMax);
        Assert.Equal(1, options.GaeLambda);
        Assert.Equal(7e-4, options.LearningRate);
        Assert.Equal("shared-rmsprop", options.Optimizer.Name);
        Assert.Equal(0.99, options.Optimizer.Alpha);
        Assert.Equal(0.1, options.Optimizer.Epsilon);
        Assert.Equal(0.01, options.EntCoef);
        Assert.Equal(40, options.MaxGradNorm);
        Assert.True(options.ClipRewards);
        Assert.Equal(Neural.Initialization.FanInUniform, options.Network.Initializer);
    }

    [Fact]
    public void AnUnknownPresetIsAnsweredWithTheClosest() => Assert.Contains(
        "did you mean 'paper'?",
        Assert.Throws<OptionException>(() => PresetCatalog.For("a3c", "CartPole-v1", "papr")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AnAlgorithmNeedsNoPresets() =>
        Assert.Null(new DesignedAlgorithm(_ => throw new NotSupportedException()).ReadPresets());

    [Fact]
    public void AnUnknownAlgorithmIsAnsweredWithTheClosest() => Assert.Contains(
        "did you mean 'ppo'?",
        Assert.Throws<ArgumentException>(() => PresetCatalog.For("pppo", "CartPole-v1")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void SectionsOfAFileApplyFromTheGeneralToTheParticular()
    {
        string file = Write("""
            MinAtar/Breakout-v1:
              t_max: 4
            MinAtar/*:
              t_max: 3
              gamma: 0.9
            default:
              t_max: 2
              gamma: 0.8
              ent_coef: 0.5
            vf_coef: 0.25
            CartPole-v1:
              t_max: 9
            """);
        ResolvedConfiguration resolved = Resolve(file, "MinAtar/Breakout-v1");
        Assert.Equal(4, resolved.Options.TMax);
        Assert.Equal(0.9, resolved.Options.Gamma);
        Assert.Equal(0.5, resolved.Options.EntCoef);
        Assert.Equal(0.25, resolved.Options.VfCoef);
        Assert.Equal($"file {file}: MinAtar/*", resolved.Sources["gamma"]);
        Assert.Equal($"file {file}", resolved.Sources["vf_coef"]);
    }

    [Fact]
    public void FlatAndNestedKeysMeanTheSame()
    {
        TrainingOptions flat = Resolve(Write("network.hidden: [8, 4]\nnetwork.conv: [16x3/1]\n")).Options;
        TrainingOptions nested = Resolve(Write("network:\n  hidden:\n    - 8\n    - 4\n  conv: [\"16x3/1\"]\n")).Options;
        Assert.Equal([8, 4], flat.Network.Hidden);
        Assert.Equal(flat.Network.Hidden, nested.Network.Hidden);
        Assert.Equal(flat.Network.Conv, nested.Network.Conv);
    }

    [Fact]
    public void TheSectionOfAnEnvironmentOfOnesOwnIsKnown() =>
        Assert.Equal(7, Resolve(Write("Maze:\n  t_max: 7\n"), "Maze").Options.TMax);

    [Fact]
    public void AFileSetsOptionsOfTheEnvironmentForAllOrInASection()
    {
        string file = Write("""
            t_max: 3
            environment: { max_episode_steps: 50, is_slippery: false }
            FrozenLake-v1:
              gamma: 0.9
              environment:
                desc: [SFFF, FFFG]
                max_episode_steps: 20
            TMaze-v0:
              environment: { corridor_length: 5 }
            """);
        ResolvedConfiguration resolved = Resolve(file, "FrozenLake-v1");
        Assert.Equal((3, 0.9), (resolved.Options.TMax, resolved.Options.Gamma));
        Assert.Equal("max_episode_steps=20, is_slippery=false, desc=SFFF,FFFG", $"{resolved.EnvironmentOptions}");
        Assert.Equal($"file {file}", resolved.EnvironmentSources["is_slippery"]);
        Assert.Equal($"file {file}: FrozenLake-v1", resolved.EnvironmentSources["desc"]);
    }

    [Theory]
    [InlineData("environment: CartPole-v1", "line 1: environment takes a map of the environment's own options")]
    [InlineData("environment:\n  g: {a: 1}", "line 2: environment.g takes one value or a list, not a map.")]
    [InlineData("environment: {g: heavy}", "g of Pendulum-v1: 'heavy' is not a number (from file ")]
    [InlineData("environment: {length: 3}", "Pendulum-v1 has no option 'length'")]
    public void OptionsOfTheEnvironmentThatAreWrongInAFileAreRefused(string text, string expected) => Assert.Contains(
        expected, Assert.Throws<OptionException>(() => Resolve(Write(text), "Pendulum-v1")).Message, StringComparison.Ordinal);

    [Fact]
    public void AnEmptyFileChangesNothing() => Assert.Equal(5, Resolve(Write("# nothing yet\n")).Options.TMax);

    [Theory]
    [InlineData("t_mux: 5", "line 1: Unknown option 't_mux'; did you mean 't_max'?")]
    [InlineData("network:\n  hiden: [5]", "line 2: Unknown option 'network.hiden'; did you mean 'network.hidden'?")]
    [InlineData("defualt:\n  t_max: 5", "line 1: Unknown option 'defualt'")]
    [InlineData("default:\n  t_max: 5\nt_mux: 5", "line 3: Unknown option 't_mux'")]
    [InlineData("Other-v0:\n  t_mux: 5", "line 2: Unknown option 't_mux'")]
    [InlineData("gamma: 1\nt_max: {a: 1}", "line 2: t_max takes one value or a list, not a map.")]
    [InlineData("t_max: 5\nt_max: 6", "is not valid YAML at line")]
    [InlineData("t_max: [5", "is not valid YAML at line")]
    [InlineData("- 5", "holds no keys and values")]
    [InlineData("t_max: abc", "t_max: 'abc' is not a whole number (from file ")]
    public void AFileThatIsWrongIsRefusedByLine(string text, string expected) => Assert.Contains(
        expected, Assert.Throws<OptionException>(() => Resolve(Write(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void AMissingFileIsNamed() => Assert.Contains(
        "none.yml' cannot be read",
        Assert.Throws<OptionException>(() => PresetCatalog.FromFile(folder.Sub("none.yml"), "X-v0", "a3c")).Message,
        StringComparison.Ordinal);

    private static ResolvedConfiguration Resolve(string file, string environment = "X-v0") =>
        ResolvedConfiguration.Resolve("a3c", environment, PresetCatalog.FromFile(file, environment, "a3c"));

    private string Write(string text)
    {
        string path = folder.Sub("my.yml");
        File.WriteAllText(path, text);
        return path;
    }
}
