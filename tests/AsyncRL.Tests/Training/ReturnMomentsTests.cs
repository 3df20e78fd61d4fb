using AsyncRL.Play;
using AsyncRL.Runs;

namespace AsyncRL.Tests.Training;

public sealed class ReturnMomentsTests
{
    private static readonly EpisodeRecord[] Some =
        [.. new (double, long)[] { (1e6, 3), (1e6 + 4, 9), (1e6 - 2, 1), (1e6 + 1, 7), (1e6 + 7, 5) }
            .Select(e => new EpisodeRecord(e.Item1, e.Item2))];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void OfTwoPartsTheyAreThoseOfTheWhole(int first)
    {
        ReturnMoments moments = Of(Some[..first]);
        moments.Add(Of(Some[first..]));

        double[] returns = [.. Some.Select(e => e.Return)];
        double mean = returns.Average(), variance = returns.Sum(r => (r - mean) * (r - mean)) / (returns.Length - 1);
        Assert.Equal(5, moments.Count);
        Assert.Equal(mean, moments.Mean, 1e-8);
        Assert.Equal(variance, moments.Variance, 1e-8);
        Assert.Equal((1e6 - 2, 1e6 + 7), (moments.Least, moments.Greatest));
        Assert.Equal((1L, 9L), (moments.Shortest, moments.Longest));
    }

    [Fact]
    public void OfOneEpisodeThereIsNoVariance() => Assert.Equal(0, Of(Some[..1]).Variance);

    [Fact]
    public void FiguresAreSavedWhole()
    {
        var figures = new LearningFigures
        {
            Returns = Of(Some),
            Updates = 1,
            Clipped = 2,
            Entropy = 3,
            Decisions = 4,
            ActionNumbers = 5,
            ActionNumbersAtBounds = 6,
        };
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        figures.Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.Equal(figures, LearningFigures.Load(reader));
        Assert.Equal(stream.Length, stream.Position);
    }

    private static ReturnMoments Of(EpisodeRecord[] episodes)
    {
        ReturnMoments moments = default;
        foreach (EpisodeRecord episode in episodes)
        {
            moments.Add(episode);
        }

        return moments;
    }
}
