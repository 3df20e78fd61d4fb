using AsyncRL.Benchmarking;

namespace AsyncRL.Studies.Tests.Benchmarking;

public class CoreRoundTripTests
{
    [Fact]
    public void TwoProcessorsPassALineToAndFro()
    {
        CoreRoundTrip? trip = CoreRoundTrip.Measure();
        if (System.Environment.ProcessorCount < 2)
        {
            Assert.Null(trip);
            return;
        }

        // Light crosses a chip and comes back in a nanosecond; a whole millisecond would be the system's scheduler and no cache.
        Assert.NotNull(trip);
        Assert.InRange(trip.Nanoseconds, 1, 1e6);
        Assert.Equal(trip.First is null, trip.Second is null);
        Assert.True(trip.First is null || trip.First != trip.Second);
    }

    [Fact]
    public void MeasuringLeavesTheCallersThreadWhereItWas()
    {
        IReadOnlyList<int> before = CpuAffinity.Allowed();
        CoreRoundTrip.Measure();
        Assert.Equal(before, CpuAffinity.Allowed());
    }

    [Fact]
    public void AThreadCanBeKeptOnOneProcessorOfLinux()
    {
        IReadOnlyList<int> allowed = CpuAffinity.Allowed();
        Assert.Equal(OperatingSystem.IsLinux(), allowed.Count > 0);
        IReadOnlyList<int>? pinned = null;
        var thread =
            new Thread(() => pinned = allowed.Count > 0 && CpuAffinity.TryPin(allowed[^1]) ? CpuAffinity.Allowed() : null);
        thread.Start();
        thread.Join();
        Assert.Equal(allowed.Count > 0 ? [allowed[^1]] : null, pinned);
    }
}
