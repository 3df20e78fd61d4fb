using AsyncRL.Cluster.Hub;
using AsyncRL.Cluster.Tests.Support;

namespace AsyncRL.Cluster.Tests;

public sealed class StatusTests
{
    [Fact]
    public void TheLastStatusIsWrittenAfterTheOneThatIsBeingWritten()
    {
        using ManualResetEventSlim writes = new(), goesOn = new();
        using var learner = new LearnerRun(LearnerRun.Configure());
        int writing = 0, most = 0;
        learner.Hub.Settings = learner.Hub.Settings with { Write = Write };
        learner.Hub.Open();
        writes.Wait();
        var closing = new Thread(learner.Hub.Close);
        closing.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref most) > 1 || closing.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        goesOn.Set();
        closing.Join();
        Assert.Equal(1, most);

        void Write(ClusterStatus status)
        {
            int now = Interlocked.Increment(ref writing);
            most = Math.Max(most, now);
            writes.Set();
            goesOn.Wait();
            Interlocked.Decrement(ref writing);
        }
    }
}
