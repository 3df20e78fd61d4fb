using AsyncRL.Environments;
using AsyncRL.Environments.Checking;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Support;

/// <summary>The checker and the profile know every space.</summary>
public sealed class SpacesCheckTests
{
    private static readonly Dictionary<string, Func<Environment>> Worlds = new()
    {
        ["gunner"] = () => new Gunner(), ["switch board"] = () => new SwitchBoard(), ["stairs"] = () => new Stairs(),
    };

    public static TheoryData<string> Names => [.. Worlds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheCheckerFindsNothingWrong(string name)
    {
        CheckReport report = EnvironmentChecker.Check(Worlds[name]);

        Assert.DoesNotContain(report.Findings, f => f.Severity == Severity.Error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheProfilePlaysThem(string name) =>
        Assert.InRange(EnvironmentProfile.Measure(Worlds[name], episodes: 20).Return.Mean, 0.1, 8);

    [Theory]
    [InlineData("Taxi-v4")]
    [InlineData("Blackjack-v1")]
    public void ChoicesAreNotAdvisedToBeScaled(string id) => Assert.DoesNotContain(
        EnvironmentProfile.Measure(() => EnvironmentRegistry.Default.Make(id)).Advice(),
        a => a.Contains("normalize_observations", StringComparison.Ordinal));

    [Fact]
    public void AnElementOutsideItsSpaceIsNamed()
    {
        CheckReport report = EnvironmentChecker.Check(() => new TestEnvironments.Lost());

        Assert.Contains(
            report.Findings,
            f => f.Message.Contains("is 3, but it must be a whole number from 0 to 2", StringComparison.Ordinal));
    }
}
