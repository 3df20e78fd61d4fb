namespace AsyncRL.Studies.Tests;

public class TimeToScoreTests
{
    private static readonly StudyPoint[] Points =
    [
        new(0, 0, 10), new(100, 2, 30), new(200, 4, 20), new(300, 8, 60), new(400, 9, 5),
    ];

    [Theory]
    [InlineData(10, 0, 0)]
    [InlineData(20, 50, 1)]
    [InlineData(30, 100, 2)]
    [InlineData(40, 250, 6)]
    [InlineData(60, 300, 8)]
    public void TheScoreIsReachedBetweenTheFirstSnapshotThatHasItAndTheOneBefore(double score, double steps, double seconds)
    {
        TimeToScore reached = TimeToScore.Of(Points, score)!.Value;
        Assert.Equal(steps, reached.Steps, 1e-9);
        Assert.Equal(seconds, reached.Seconds, 1e-9);
    }

    [Fact]
    public void AScoreThatNoSnapshotHasIsNeverReached()
    {
        Assert.Null(TimeToScore.Of(Points, 60.5));
        Assert.Null(TimeToScore.Of([], 0));
        Assert.Null(TimeToScore.Of([new StudyPoint(1, 1, double.NaN)], 0));
    }

    [Fact]
    public void BetweenSnapshotsTheCurveThroughThemHasTheScoreThere()
    {
        for (double score = 10.25; score < 60; score += 0.5)
        {
            // The naive way: walk along the curve in small steps.
            double walked = 0;
            while (At(walked) < score)
            {
                walked += 0.01;
            }

            Assert.Equal(walked, TimeToScore.Of(Points, score)!.Value.Steps, 0.011);
        }
    }

    private static double At(double steps)
    {
        int before = Math.Min((int)(steps / 100), Points.Length - 2);
        double share = steps / 100 - before;
        return Points[before].Score * (1 - share) + Points[before + 1].Score * share;
    }
}
