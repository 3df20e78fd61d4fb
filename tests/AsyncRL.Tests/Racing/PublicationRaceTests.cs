using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>The check, and a wrong variant that it must find out.</summary>
public sealed class PublicationRaceTests
{
    private static readonly ModelDescription Model = new(new NetworkDescription([100], [new DenseLayer(256)], [new("value", 1)]));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    [InlineData(2, 2)]
    public void PublishedParametersAreWholeUpdates(int lag, int readers) =>
        Assert.Null(PublicationRace.Find(new RealPublication(Model, lag), Model.Parameters, readers));

    [Fact]
    public void ParametersThatAreCopiedWhileAnUpdateIsAppliedAreFoundOut() =>
        Assert.NotNull(PublicationRace.Find(new UnlockedPublication(Model), Model.Parameters, readers: 1));
}
