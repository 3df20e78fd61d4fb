using AsyncRL.Cluster.Actors;
using AsyncRL.Cluster.Engine;
using AsyncRL.Cluster.Tests.Support;
using AsyncRL.Cluster.Wire;
using AsyncRL.Runs;

namespace AsyncRL.Cluster.Tests;

/// <summary>Whoever plays for a run hears that it is complete, and does not go on looking for its learner.</summary>
public sealed class EndTests
{
    [Theory]
    [InlineData("impala")]
    [InlineData("gorila")]
    public async Task ActorsOfARunWhoseTimeIsUpHearThatItIsComplete(string algorithm)
    {
        (string, string)[] settings = [("steps", "2000000000"), ("max_minutes", "0.02")];
        using var learner = new LearnerRun(
            algorithm == "impala" ? LearnerRun.Configure(settings) : LearnerRun.ConfigureBundles(settings));
        Task<Standing> actors = learner.Play(1, CancellationToken.None);
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.True(outcome.Completed);
        Assert.Equal(Standing.Complete, await actors);
    }

    [Fact]
    public async Task ALearnerWaitsUntilAllThatAreInKnowThatTheRunIsComplete()
    {
        using var join = await Joined.Begin(LearnerRun.ConfigureBundles(("steps", "1000000")));
        long other = await join.Join(1);
        Assert.True(join.Hub.Farewell().IsCompleted);
        join.Hub.Complete();
        Task farewell = join.Hub.Farewell();
        Assert.False(farewell.IsCompleted);
        Assert.Equal(Standing.Complete, (await join.Hub.Beat(join.Lease)).Standing);
        Assert.Equal(Standing.Complete, (await join.Hub.Claim(other)).Standing);
        await farewell;
        Assert.True(join.Hub.Farewell().IsCompleted);
    }

    [Fact]
    public async Task TheLastStepsOfWhoGivesSignsOfLifeAndDeliversNothingArePlayedByOthers()
    {
        using var join = await Joined.Begin(LearnerRun.ConfigureBundles(("steps", "40")));
        Assert.Equal(40, (await join.Hub.Claim(join.Lease)).Granted);
        long other = await join.Join(1);
        Assert.Equal(0, (await join.Hub.Claim(other)).Granted);
        join.Hub.Settings = join.Hub.Settings with { LongestSilence = TimeSpan.Zero };
        int granted = 0;
        while (granted == 0)
        {
            await join.Hub.Beat(join.Lease);
            granted = (await join.Hub.Claim(other)).Granted;
        }

        Assert.Equal(40, granted);
        Assert.Equal(Standing.Lapsed, (await join.Hub.Beat(join.Lease)).Standing);
        Assert.Contains("others play the last steps", join.Hub.TakeWarnings()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoDeliversNothingIsToldOfOnceAndNotDroppedWhileThereAreStepsForAll()
    {
        using var join = await Joined.Begin(LearnerRun.ConfigureBundles(("steps", "1000000")));
        join.Hub.Settings = join.Hub.Settings with { LongestSilence = TimeSpan.Zero };
        await join.Hub.Claim(join.Lease);
        var warnings = new List<string>();
        long other = await join.Join(1);
        for (int looks = 0; looks < 3 || warnings.Count == 0; looks++)
        {
            await Task.Delay(500);
            Assert.Equal(Standing.In, (await join.Hub.Beat(join.Lease)).Standing);
            Assert.Equal(Standing.In, (await join.Hub.Beat(other)).Standing);
            warnings.AddRange(join.Hub.TakeWarnings());
        }

        Assert.Contains("does its environment hang?", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoIsLetInJustBeforeTheRunIsCompleteHearsIt()
    {
        using var learner = new LearnerRun(LearnerRun.Configure());
        learner.Hub.Open();
        int connections = 0;
        using var process = new ActorProcess(
            () => connections++ == 0
                ? Task.FromResult<ILearnerLink>(new DirectLink(learner.Hub) { Entered = _ => learner.Hub.Complete() })
                : Task.FromException<ILearnerLink>(new IOException("nobody is there")),
            LearnerRun.Actors(1) with { Patience = TimeSpan.Zero });
        Assert.Equal(Standing.Complete, await process.Run(CancellationToken.None));
    }
}
