using AsyncRL.Cluster.Actors;
using AsyncRL.Cluster.Tests.Support;
using AsyncRL.Cluster.Wire;
using AsyncRL.Runs;

namespace AsyncRL.Cluster.Tests;

public sealed class ParameterFetchTests
{
    private static readonly ResolvedConfiguration OfTwoPieces =
        LearnerRun.ConfigureBundles(("network.hidden", "[150,150]"), ("steps", "1000000"));

    [Fact]
    public async Task WhoFetchesSlowlyGetsAWholeVersionHoweverManyOthersFetchMeanwhile()
    {
        using var slow = await Joined.Begin(OfTwoPieces);
        Piece first = await slow.Hub.Fetch(slow.Lease, -1, 0);
        Assert.Equal(2, first.Pieces);
        long quick = await slow.Join(1);
        for (int update = 1; update <= 10; update++)
        {
            foreach (byte[] piece in slow.Pieces(update, 0.5f))
            {
                await slow.Hub.Push(slow.Lease, piece);
            }

            Assert.Equal(update, (await slow.Hub.Fetch(quick, -1, 0)).Version);
        }

        Piece last = await slow.Hub.Fetch(slow.Lease, first.Version, 1);
        Assert.Equal((first.Version, 2), (last.Version, last.Pieces));
        Assert.NotEmpty(last.Content);
    }

    [Fact]
    public async Task AVersionIsHeldUntilAllOfItWasAskedForAndNoLonger()
    {
        using var process = await Joined.Begin(OfTwoPieces);
        Piece first = await process.Hub.Fetch(process.Lease, -1, 0);
        Assert.Equal(0, (await process.Hub.Fetch(process.Lease, first.Version, 2)).Pieces);
        Assert.Equal(2, (await process.Hub.Fetch(process.Lease, first.Version, 1)).Pieces);
        Assert.Equal(0, (await process.Hub.Fetch(process.Lease, first.Version, 1)).Pieces);
    }

    [Fact]
    public async Task NoMoreThanAFewPiecesAreUnderWayAtATime()
    {
        TaskCompletionSource[] answers = [.. Enumerable.Range(0, 40).Select(_ => new TaskCompletionSource())];
        int asked = 0;
        Task all = PieceWindow.Each(1, answers.Length, piece =>
        {
            Interlocked.Increment(ref asked);
            return answers[piece].Task;
        });
        Assert.Equal(PieceWindow.Most, asked);
        answers[1].SetResult();
        SpinWait.SpinUntil(() => Volatile.Read(ref asked) > PieceWindow.Most);
        Assert.Equal(PieceWindow.Most + 1, asked);
        Assert.False(all.IsCompleted);
        Array.ForEach(answers, a => a.TrySetResult());
        await all;
        Assert.Equal(answers.Length - 1, asked);
    }

    [Theory]
    [InlineData("impala")]
    [InlineData("gorila")]
    public async Task ANetworkOfMorePiecesThanAreUnderWayAtATimeIsLearnt(string algorithm)
    {
        (string, string)[] settings = [("network.hidden", "[600,600]"), ("steps", "400")];
        using var learner = new LearnerRun(
            algorithm == "impala" ? LearnerRun.Configure(settings) : LearnerRun.ConfigureBundles(settings));
        Assert.True(learner.Model.Parameters.Length > PieceWindow.Most * Piece.Numbers);
        Task<Standing> actors = learner.Play(1, CancellationToken.None);
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.Equal(Standing.Complete, await actors);
        Assert.Equal(400, outcome.Steps);
    }
}
