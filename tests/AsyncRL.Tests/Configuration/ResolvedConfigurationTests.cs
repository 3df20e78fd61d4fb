namespace AsyncRL.Tests.Configuration;

public class ResolvedConfigurationTests
{
    [Fact]
    public void LaterLayersWinAndEverySourceIsRecorded()
    {
        ResolvedConfiguration resolved = ResolvedConfiguration.Resolve("a3c", "X-v0",
        [
            new OptionLayer("preset", [("t_max", "7"), ("gamma", "0.9")]),
            new OptionLayer("--set", [("t_max", "8")]),
            new OptionLayer("--threads", [("topology.threads", "2")]),
        ]);
        Assert.Equal((8, "--set"), (resolved.Options.TMax, resolved.Sources["t_max"]));
        Assert.Equal((0.9, "preset"), (resolved.Options.Gamma, resolved.Sources["gamma"]));
        Assert.Equal((2, "--threads"), (resolved.Options.Topology.Threads, resolved.Sources["topology.threads"]));
        Assert.Equal("default", resolved.Sources["vf_coef"]);
    }

    [Fact]
    public void ARefusedValueNamesItsSource() => Assert.Equal(
        "t_max: 'abc' is not a whole number (from --set).",
        Assert.Throws<OptionException>(() =>
            ResolvedConfiguration.Resolve("a3c", "X-v0", [new OptionLayer("--set", [("t_max", "abc")])])).Message);

    [Fact]
    public void JsonRoundTripsExactly()
    {
        ResolvedConfiguration resolved = ResolvedConfiguration.Resolve("async-q", "MinAtar/Breakout-v1",
        [
            .. PresetCatalog.For("async-q", "MinAtar/Breakout-v1"),
            new OptionLayer("--set",
            [
                ("learning_rate", "0.1234567890123456789"),
                ("gamma", "0.9999999999999999"),
                ("seed", "18446744073709551615"),
                ("steps", "9007199254740993"),
                ("exploration.final_epsilons", "0.1,1e-17,0.3"),
            ]),
        ]);
        ResolvedConfiguration copy = ResolvedConfiguration.FromJson(resolved.ToJson());
        Assert.Equal(resolved.ToJson(), copy.ToJson());
        Assert.Equal(resolved.Sources, copy.Sources);
        Assert.Equal("MinAtar/Breakout-v1", copy.EnvironmentId);
        foreach (OptionEntry option in OptionCatalog.All)
        {
            Assert.Equal(option.Format(resolved.Options), option.Format(copy.Options));
        }

        Assert.Equal(9_007_199_254_740_993, copy.Options.Steps);
        Assert.Equal(0.9999999999999999, copy.Options.Gamma);
        Assert.Equal(1e-17, copy.Options.Exploration.FinalEpsilons[1]);
    }

    [Fact]
    public void OptionsOfTheEnvironmentAreLaidOverOneAnotherAndRoundTrip()
    {
        ResolvedConfiguration resolved = ResolvedConfiguration.Resolve("a3c", "TMaze-v0",
        [
            new OptionLayer("preset", []) { EnvironmentValues = [("corridor_length", "5"), ("max_episode_steps", "9")] },
            new OptionLayer("--env-set", []) { EnvironmentValues = [("corridor_length", "1_5")] },
        ]);
        Assert.Equal("corridor_length=15, max_episode_steps=9", $"{resolved.EnvironmentOptions}");
        Assert.Equal("--env-set", resolved.EnvironmentSources["corridor_length"]);
        Assert.Equal("preset", resolved.EnvironmentSources["max_episode_steps"]);

        ResolvedConfiguration copy = ResolvedConfiguration.FromJson(resolved.ToJson());
        Assert.Equal(resolved.ToJson(), copy.ToJson());
        Assert.Equal(resolved.EnvironmentOptions, copy.EnvironmentOptions);
        Assert.Equal(resolved.EnvironmentSources, copy.EnvironmentSources);
    }

    [Fact]
    public void AConfigurationOfAnEnvironmentThatIsNotKnownHereCanBeRead()
    {
        string json = ResolvedConfiguration.Resolve(
            "a3c", "TMaze-v0", [new OptionLayer("--env-set", []) { EnvironmentValues = [("corridor_length", "5")] }]).ToJson();
        ResolvedConfiguration elsewhere = ResolvedConfiguration.FromJson(
            json.Replace("TMaze-v0", "Nobody/KnowsMe-v0", StringComparison.Ordinal));
        Assert.Equal("5", elsewhere.EnvironmentOptions["corridor_length"]);
    }

    [Fact]
    public void AConfigurationWithoutOptionsOfTheEnvironmentCanBeRead()
    {
        string json = ResolvedConfiguration.Resolve("a3c", "TMaze-v0", []).ToJson();
        string older = json.Replace("  \"environment_options\": {},\n", string.Empty, StringComparison.Ordinal);
        Assert.NotEqual(json, older);
        Assert.Equal(json, ResolvedConfiguration.FromJson(older).ToJson());
    }

    [Fact]
    public void ARefusedOptionOfTheEnvironmentNamesItsSource() => Assert.Equal(
        "corridor_length of TMaze-v0: 'abc' is not a whole number (from --env-set).",
        Assert.Throws<OptionException>(() => ResolvedConfiguration.Resolve(
            "a3c", "TMaze-v0", [new OptionLayer("--env-set", []) { EnvironmentValues = [("corridor_length", "abc")] }])).Message);

    [Fact]
    public void OptionsMadeInCodeAreRecordedAsCode()
    {
        ResolvedConfiguration resolved = ResolvedConfiguration.FromCode("a3c", "X-v0", new TrainingOptions { TMax = 20 });
        Assert.Equal("code", resolved.Sources["t_max"]);
        Assert.Equal("default", resolved.Sources["gamma"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"algorithm":"a3c","environment":"X-v0"}""")]
    [InlineData("""{"algorithm":null,"environment":"X-v0","options":{}}""")]
    [InlineData("""{"algorithm":7,"environment":"X-v0","options":{}}""")]
    [InlineData("""{"algorithm":"a3c","environment":"X-v0","options":[]}""")]
    [InlineData("""{"algorithm":"a3c","environment":"X-v0","options":{"t_max":5}}""")]
    [InlineData("""{"algorithm":"a3c","environment":"X-v0","options":{"t_max":{"value":"5"}}}""")]
    [InlineData("""{"algorithm":"a3c","environment":"X-v0","options":{"t_mux":{"value":"5","source":"default"}}}""")]
    [InlineData("""{"algorithm":"a3c","environment":"X-v0","options":{"t_max":{"value":"-5","source":"default"}}}""")]
    public void JsonThatIsNoConfigurationIsRefused(string json) => Assert.StartsWith(
        "config.json cannot be read: ", Assert.Throws<FormatException>(() => ResolvedConfiguration.FromJson(json)).Message,
        StringComparison.Ordinal);
}
