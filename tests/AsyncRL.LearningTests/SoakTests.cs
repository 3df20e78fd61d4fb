using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.LearningTests;

public sealed class SoakTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public void MemoryIsFlatOverSeconds() => Soak(TimeSpan.FromSeconds(12));

    [SlowTheory]
    [InlineData(60)]
    public void MemoryIsFlatOverAnHour(int minutes) => Soak(TimeSpan.FromMinutes(minutes));

    // The first third warms up; from then to the end neither the managed heap nor the process may grow by more than noise. Both
    // are measured while all actors play: one that is stopped in the middle of a segment sets the segment's parameters aside.
    private static void Soak(TimeSpan time)
    {
        const string Game = "MinAtar/Breakout-v1";
        TrainingOptions options = Learning.Configure("a3c", Game, 0, 16).Options with { Steps = long.MaxValue / 4 };
        using var cancellation = new CancellationTokenSource();
        long heapThen = 0, processThen = 0, heapNow = 0, processNow = 0;
        var run = new TrainingRun(AlgorithmCatalog.Find("a3c"), Game, () => EnvironmentRegistry.Default.Make(Game), options);
        run.Progress += p =>
        {
            if (heapThen == 0 && p.Elapsed > time / 3)
            {
                (heapThen, processThen) = Measure();
            }

            if (heapNow == 0 && p.Elapsed > time)
            {
                (heapNow, processNow) = Measure();
                cancellation.Cancel();
            }
        };
        run.Run(cancellation: cancellation.Token);
        Assert.True(heapThen > 0 && heapNow > 0);
        Assert.True(heapNow - heapThen < 2 * Megabyte, $"the managed heap grew from {heapThen} to {heapNow} bytes");
        Assert.True(processNow - processThen < 20 * Megabyte, $"the process grew from {processThen} to {processNow} bytes");
    }

    private static (long Heap, long Process) Measure()
    {
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        return (heap, System.Environment.WorkingSet);
    }
}
