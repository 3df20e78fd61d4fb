using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Tests.Racing;
using AsyncRL.Topologies;

namespace AsyncRL.Tests.Topologies;

public sealed class WorkerThreadsTests
{
    // As when an environment breaks while a report is written: the run must not end as if it had been asked to.
    [Fact]
    public void AFailureWhileTheCoordinatorIsBusyIsNoEndBeforeItIsThrown()
    {
        using var fails = new ManualResetEventSlim();
        Thread? worker = null;
        WorkerThreads threads = Make(() =>
        {
            worker = Thread.CurrentThread;
            fails.Wait();
            throw new InvalidOperationException("it broke");
        });
        threads.RunUntil(() => worker is not null);
        fails.Set();
        worker!.Join();

        Assert.False(threads.AllEnded);
        Assert.Equal("it broke", Assert.Throws<InvalidOperationException>(() => threads.RunUntil(() => true)).Message);
        Assert.True(threads.AllEnded);
    }

    [Fact]
    public void WorkThatIsDoneIsTheEnd()
    {
        WorkerThreads threads = Make(() => { });
        threads.RunUntil(() => false);
        Assert.True(threads.AllEnded);
    }

    private static WorkerThreads Make(Action work) => new(
        new SharedParameters(ReplicaRace.Model, new MomentumSgd(0), sharesStatistics: true), [("worker", work)]);
}
