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
    public void UpdatesThatAreLostWhereNobodyHoldsAShardAreFoundOut() => Assert.Contains(
        "lost an update",
        ServerRace.FindLostUpdates(new UngatedServer(ServerFault.LosesUpdates), bundles: 2),
        StringComparison.Ordinal);

    [Fact]
    public void CopiesThatAreTornWhereNobodyHoldsAShardAreFoundOut() => Assert.Equal(
        "a copy has half an update of a shard",
        ServerRace.FindTornCopies(new UngatedServer(ServerFault.TearsCopies), bundles: 1));

    [Fact]
    public void CopiesThatSayThatTheyHoldWhatWasOnlyBegunAreFoundOut() => Assert.Contains(
        "a copy of 1 updates has 0",
        ServerRace.FindTornCopies(new UngatedServer(ServerFault.CountsWhatIsBegun), bundles: 1),
        StringComparison.Ordinal);
}
