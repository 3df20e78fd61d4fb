using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>The check, and wrong variants that it must find out.</summary>
public sealed class TargetRaceTests
{
    private static readonly NetworkDescription Network = new([100], [new DenseLayer(256)], [new("value", 1)]);
    private static readonly NetworkDescription Small = new([4], [new DenseLayer(8)], [new("value", 1)]);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ATargetThatIsHeldIsWholeAndStaysAsItIs(int readers)
    {
        var theta = new ParameterVector(Network.Parameters);
        Assert.Null(TargetRace.Find(new RealTarget(theta), theta, readers, refreshes: 600));
    }

    // Where a refresh takes no longer than a glance, a copy can be written between being chosen and being held.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ATargetThatIsRefreshedAllTheTimeIsWhole(int readers)
    {
        var theta = new ParameterVector(Small.Parameters);
        Assert.Null(TargetRace.Find(new RealTarget(theta), theta, readers, refreshes: 500_000, awaited: 0));
    }

    [Fact]
    public void ATargetThatWritesIntoThePublishedCopyIsFoundOut()
    {
        var theta = new ParameterVector(Network.Parameters);
        string? found = TargetRace.Find(new OverwritingTarget(theta), theta, readers: 1, refreshes: 600);
        Assert.Contains("changed", found, StringComparison.Ordinal);
    }

    [Fact]
    public void ATargetThatIsAcquiredWithoutASecondLookIsFoundOut()
    {
        var theta = new ParameterVector(Network.Parameters);
        Assert.NotNull(TargetRace.Find(new CarelessTarget(theta), theta, readers: 1, refreshes: 600));
    }
}
