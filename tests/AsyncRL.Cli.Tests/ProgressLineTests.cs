using AsyncRL.Cli.Tests.Support;
using AsyncRL.Runs;

namespace AsyncRL.Cli.Tests;

public class ProgressLineTests
{
    private static readonly TrainingProgress Known = new(
        1_000, 2_000, 500, 4, 12.34, 56.78, 0.5, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), true, null, null, []);

    [Fact]
    public void WhatIsKnownIsShown() => Assert.Equal(
        "1,000 steps        500/s  return     12.3  length    56.8  entropy  0.50  left 00:02", RunSession.Line(Known).Trim());

    [Fact]
    public void WhatIsNotKnownIsADashAndNoEntropyIsNoColumn() => Assert.Equal(
        "1,000 steps        500/s  return        -  length       -  left 00:02",
        RunSession.Line(Known with { MeanReturn = double.NaN, MeanLength = double.NaN, Entropy = double.NaN }).Trim());

    [Fact]
    public void ARunWithoutAFinishedEpisodeSaysSo()
    {
        using var folder = new TemporaryFolder();
        string output = Asyncrl.Succeed(
            "train", "td3", "--env", "Pendulum-v1", "--steps", "150", "--out", folder.Sub("run"), "--set", "network.hidden=8");
        Assert.Contains(" s, no training episode ended, model in ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", output, StringComparison.Ordinal);
    }
}
