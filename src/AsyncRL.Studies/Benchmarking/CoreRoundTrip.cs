using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AsyncRL.Benchmarking;

/// <summary>
/// How long a cache line takes from one core to another and back: what every update of shared parameters pays for each line that
/// another actor has touched.
/// </summary>
/// <remarks>
/// Two threads write alternate numbers into one line, each waiting for the other's. Some tens of nanoseconds mean that the cores
/// share a cache (or are two threads of one core), several hundred that they do not. In a virtual machine the answer can change
/// while it runs, so it belongs next to every figure measured with several threads.
/// </remarks>
/// <param name="Nanoseconds">Median of a round trip, in nanoseconds.</param>
/// <param name="First">The processor that began; null where threads could not be kept on a processor.</param>
/// <param name="Second">The processor that answered; null like <paramref name="First"/>.</param>
public sealed record CoreRoundTrip(double Nanoseconds, int? First, int? Second)
{
    private const int TripsOfBatch = 100;
    private const int FewestBatches = 10;
    private const int MostBatches = 10_000;
    private const int SpinsBetweenLooks = 4096;

    // Two lines each: processors fetch neighbouring lines in pairs.
    private const int LineBytes = 128;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Measures between the first and the last processor that the calling thread may use; takes a
    /// tenth of a second on an idle machine.
    /// </summary>
    /// <returns>The round trip; null where there is one processor only, or both were so busy with other things that nothing came
    /// back in five seconds.</returns>
    public static CoreRoundTrip? Measure()
    {
        if (Environment.ProcessorCount < 2)
        {
            return null;
        }

        IReadOnlyList<int> processors = CpuAffinity.Allowed();
        return processors.Count >= 2 ? Between(processors[0], processors[^1]) : Between(null, null);
    }

    // Threads of its own: a pinned thread must not go back to the pool, and the caller's is not to be pinned.
    private static unsafe CoreRoundTrip? Between(int? first, int? second)
    {
        var memory = (byte*)NativeMemory.AlignedAlloc(3 * LineBytes, LineBytes);
        try
        {
            new Span<byte>(memory, 3 * LineBytes).Clear();
            var ball = (long*)memory;
            var stop = (int*)(memory + 2 * LineBytes);
            bool bothPinned = true;
            double[] batches = [];
            using var ready = new Barrier(2);
            var answering = new Thread(() =>
            {
                Pin(second);
                Answer(ball, stop);
            });
            var beginning = new Thread(() =>
            {
                Pin(first);
                batches = Play(ball);
                Volatile.Write(ref *stop, 1);
            });
            answering.Start();
            beginning.Start();
            beginning.Join();
            answering.Join();
            if (batches.Length == 0)
            {
                return null;
            }

            Array.Sort(batches);
            double median = batches[batches.Length / 2];
            return bothPinned && first is not null
                ? new CoreRoundTrip(median, first, second)
                : new CoreRoundTrip(median, null, null);

            void Pin(int? processor)
            {
                if (processor is { } cpu && !CpuAffinity.TryPin(cpu))
                {
                    bothPinned = false;
                }

                ready.SignalAndWait();
            }
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    // Nanoseconds of a round trip, one number per batch. A batch in which the system took a processor away
    // is slow and does not move the median.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double[] Play(long* ball)
    {
        var batches = new double[MostBatches];
        int count = 0;
        long turn = 0;
        long begin = Stopwatch.GetTimestamp();
        while (count < MostBatches && (count < FewestBatches || Stopwatch.GetElapsedTime(begin) < Patience))
        {
            long start = Stopwatch.GetTimestamp();
            for (int trip = 0; trip < TripsOfBatch; trip++)
            {
                Volatile.Write(ref *ball, turn + 1);
                turn += 2;
                for (int spins = 1; Volatile.Read(ref *ball) != turn; spins++)
                {
                    if (spins % SpinsBetweenLooks == 0 && Stopwatch.GetElapsedTime(begin) > MostPatience)
                    {
                        return batches[..count];
                    }
                }
            }

            batches[count++] = (Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency / TripsOfBatch);
        }

        return batches[..count];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Answer(long* ball, int* stop)
    {
        long awaited = 1;
        while (true)
        {
            for (int spins = 1; Volatile.Read(ref *ball) != awaited; spins++)
            {
                if (spins % SpinsBetweenLooks == 0 && Volatile.Read(ref *stop) != 0)
                {
                    return;
                }
            }

            Volatile.Write(ref *ball, awaited + 1);
            awaited += 2;
        }
    }
}
