namespace AsyncRL.Studies.Tests;

public class LearningRateDrawsTests
{
    [Fact]
    public void LearningRatesAreUniformInTheirLogarithm()
    {
        double[] logarithms = [.. LearningRateDraws.Of(20_000, seed: 3).Select(d => Math.Log10(d.LearningRate))];
        Assert.InRange(logarithms.Min(), -4, -3.99);
        Assert.InRange(logarithms.Max(), -2.01, -2);

        // A tenth of the range holds a tenth of the draws, to within 5 standard deviations of a binomial number.
        for (int part = 0; part < 10; part++)
        {
            Assert.InRange(logarithms.Count(l => l >= -4 + part * 0.2 && l < -3.8 + part * 0.2), 2_000 - 212, 2_000 + 212);
        }
    }

    [Fact]
    public void MoreDrawsLeaveTheFirstOnesAsTheyWere() =>
        Assert.Equal(LearningRateDraws.Of(5, seed: 1), LearningRateDraws.Of(50, seed: 1).Take(5));

    [Fact]
    public void DrawsDependOnTheSeedAndDifferFromEachOther()
    {
        Assert.NotEqual(LearningRateDraws.Of(1, seed: 1), LearningRateDraws.Of(1, seed: 2));
        IReadOnlyList<LearningRateDraw> draws = LearningRateDraws.Of(100, seed: 1);
        Assert.Equal(100, draws.Select(d => d.LearningRate).Distinct().Count());
        Assert.Equal(100, draws.Select(d => d.Seed).Distinct().Count());
    }
}
