namespace AsyncRL.Tests.Racing;

/// <summary>Every check, and a wrong variant that it must find out.</summary>
public sealed class ServerRaceTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    public void OfUpdatesThatAreSumsOfWholeNumbersNotOneIsLost(int bundles, int shards) =>
        Assert.Null(ServerRace.FindLostUpdates(new RealServer(bundles, shards), bundles));

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 4)]
    public void ACopyHasNoHalfOfAnUpdateInAShardAndAllUpdatesThatItSays(int bundles, int shards) =>
        Assert.Null(ServerRace.FindTornCopies(new RealServer(bundles, shards), bundles));

    [Fact]
    public void UpdatesThatAreLostWhereNobodyHoldsAShardAreFoundOut() =>
        Assert.NotNull(ServerRace.FindLostUpdates(new UngatedServer(isCopied: false), bundles: 2));

    [Fact]
    public void CopiesThatAreTornWhereNobodyHoldsAShardAreFoundOut() =>
        Assert.NotNull(ServerRace.FindTornCopies(new UngatedServer(isCopied: true), bundles: 2));
}
