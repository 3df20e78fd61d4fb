using AsyncRL.Environments;
using AsyncRL.Gymnasium.Tests.Support;
using Xunit.Abstractions;

namespace AsyncRL.Gymnasium.Tests;

/// <summary>The ids of the family, its options and its presets.</summary>
public sealed class FamilyTests(ITestOutputHelper output)
{
    private static readonly EnvironmentRegistry Registry = GymnasiumEnvironments.AddTo(new EnvironmentRegistry());

    [Fact]
    public void EveryIdWithThePrefixIsKnownAndNoneIsListed()
    {
        Assert.True(Registry.Knows("gym:CartPole-v1"));
        Assert.True(Registry.Knows("gym:module:Any"));
        Assert.False(Registry.Knows("gym:"));
        Assert.False(Registry.Knows("gymnasium:CartPole-v1"));
        Assert.Empty(Registry.All);
        Assert.Same(Registry.Find("gym:CartPole-v1"), Registry.Find("gym:CartPole-v1"));
        Assert.Throws<UnknownEnvironmentException>(() => Registry.Find("gym"));
    }

    [Fact]
    public void OwnOptionsAreCheckedAndAllOthersAreKeywords()
    {
        EnvironmentOptions read = Registry.Check(
            "gym:X-v0", EnvironmentOptions.Parse("timeout=1e1", "map_name=8x8", "envs_per_worker=2"));
        Assert.Equal("timeout=10, map_name=8x8, envs_per_worker=2", $"{read}");
        var e = Assert.Throws<EnvironmentOptionException>(
            () => Registry.Check("gym:X-v0", EnvironmentOptions.Parse("run_in=cloud")));
        Assert.StartsWith(
            "run_in of gym:X-v0: 'cloud' is not one of auto, process, workers", e.Message, StringComparison.Ordinal);
        Assert.Throws<EnvironmentOptionException>(() => Registry.Check("gym:X-v0", EnvironmentOptions.Parse("timeout=0")));
    }

    [Fact]
    public void KeywordsArriveWithTheirTypes()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        var e = Assert.Throws<EnvironmentUnavailableException>(() => Registry.Make(
            "gym:asyncrl_worlds:Walk-v0", EnvironmentOptions.Parse("run_in=workers", "lenght=3")));
        Assert.Contains("lenght", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<EnvironmentUnavailableException>(() => Registry.Make(
            "gym:asyncrl_worlds:Wlak", EnvironmentOptions.Parse("run_in=workers")));
        Assert.EndsWith(
            "'Wlak' is neither in the module 'asyncrl_worlds' nor a registered id.", e.Message, StringComparison.Ordinal);
        using var environment = (IDisposable)Registry.Make("gym:asyncrl_worlds:Walk-v0", EnvironmentOptions.Parse(
            "run_in=workers", "length=1", "name=none", "strict=true", "extra={\"a\": [1, 2]}", "kwargs={\"bonus\": 100}"));
        var world = (AsyncRL.Environments.Environment)environment;
        float[] observation = new float[2];
        world.Reset(1, observation);
        StepResult result = world.Step(0, observation);
        Assert.True(result.Truncated);
        Assert.InRange(result.Reward, 97, 103);
    }

    [Theory]
    [InlineData("asyncrl_worlds:Wolk-v0", "The closest id is 'Walk-v0'.")]
    [InlineData("Walk-v0", "here a module registers it, write gym:module:Walk-v0.")]
    [InlineData("no_such_module:Walk-v0", "neither in the present folder nor on PYTHONPATH")]
    public void AnIdThatIsUnknownIsToldWhatToTry(string id, string expected)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        // A worker of its own, into which no other test has imported the worlds.
        var e = Assert.Throws<EnvironmentUnavailableException>(() => Registry.Make(
            $"gym:{id}", EnvironmentOptions.Parse("run_in=workers", "envs_per_worker=1")));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("..", e.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PresetsAreThoseOfTheIdWithoutThePrefix()
    {
        GymnasiumEnvironments.AddTo(EnvironmentRegistry.Default);
        Assert.Equal(Values("CartPole-v1"), Values("gym:CartPole-v1"));
        Assert.NotEqual(Values("Unknown-v1"), Values("gym:CartPole-v1"));
        Assert.Equal(Values("Unknown-v1"), Values("gym:Unknown-v1"));

        static string[] Values(string id) =>
            [.. PresetCatalog.For("a2c", id).SelectMany(l => l.Values).Select(v => $"{v.Key}={v.Value}")];
    }
}
