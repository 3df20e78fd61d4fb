using AsyncRL.Cluster.Wire;
using AsyncRL.Runs;

namespace AsyncRL.Cluster.Tests.Support;

/// <summary>A process that is cut off from the learner while another plays on, whatever is learned.</summary>
internal static class CutOff
{
    /// <summary>Cuts one of two processes off until it was dropped and has come back, and counts the steps.</summary>
    /// <param name="configuration">
    /// Of more steps than are played until it is asked to stop: who is silent is dropped after 4 seconds.
    /// </param>
    public static async Task IsDroppedAndComesBack(ResolvedConfiguration configuration)
    {
        using var learner = new LearnerRun(configuration);

        // The newest: who comes before the learner is open comes again, over another link.
        DirectLink? link = null;
        using var leave = new CancellationTokenSource();
        Task<Standing> cut = learner.Play(1, leave.Token, made => link = made), other = learner.Play(1, leave.Token);
        Task<TrainingOutcome> training = Task.Run(() => learner.Training.Run(stopAt: null, leave.Token));
        await Until(() => learner.Hub.Look().Members.Count == 2, training);
        link!.IsCut = true;
        await Until(() => learner.Hub.Look() is { Lost: > 0 } or { Rejoined: > 0 }, training);
        await Until(() => learner.Hub.Look() is { Rejoined: > 0, Members.Count: 2 }, training);
        await leave.CancelAsync();
        await Task.WhenAll(cut, other);
        TrainingOutcome outcome = await training;
        Assert.Equal(outcome.Steps, learner.Hub.Look().Steps);
    }

    // Not timed: a machine that is busy takes longer, and the test with it, unless the training has ended meanwhile.
    private static async Task Until(Func<bool> reached, Task training)
    {
        while (!reached())
        {
            Assert.False(training.IsCompleted, "The training ended first.");
            await Task.Delay(20);
        }
    }
}
