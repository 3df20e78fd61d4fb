namespace AsyncRL.Tests.Racing;

/// <summary>The check, and a wrong variant and a wrong use that it must find out.</summary>
public sealed class EpisodeRaceTests
{
    private const int Lead = 40;

    [Fact]
    public void AReaderFindsWholeEpisodesWhileTheWriterOverwritesTheRing() =>
        Assert.Null(EpisodeRace.Find(new RealEpisodeMemory(reserve: Lead), Lead));

    [Fact]
    public void AWriterThatGetsFartherAheadThanTheReserveIsFoundOut() =>
        Assert.NotNull(EpisodeRace.Find(new RealEpisodeMemory(reserve: Lead / 4), Lead));

    [Fact]
    public void AMemoryThatPublishesARowBeforeItIsWrittenIsFoundOut() =>
        Assert.NotNull(EpisodeRace.Find(new HastyEpisodeMemory(reserve: Lead), Lead));
}
