using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>What is wrong with a target network that is refreshed while others read it; null where nothing is.</summary>
internal static class TargetRace
{
    /// <summary>
    /// One thread fills theta with one number after the other and publishes it; the others take hold of what is published, which
    /// must be one number everywhere, and stay so until they let go, however often it is refreshed meanwhile.
    /// </summary>
    /// <param name="target">The target network of theta.</param>
    /// <param name="theta">The parameters.</param>
    /// <param name="readers">Threads that read.</param>
    /// <param name="refreshes">How often it is refreshed.</param>
    /// <param name="awaited">Refreshes that a reader waits for before it looks again and lets go. Default 2.</param>
    public static string? Find(ITarget target, ParameterVector theta, int readers, int refreshes, int awaited = 2)
    {
        int number = 0, mixed = 0, changed = 0, held = 0;
        bool done = false;
        Race.Run(readers + 1, id =>
        {
            if (id == 0)
            {
                Write();
            }
            else
            {
                Read(theta.Layout);
            }
        });
        return held == 0 ? "it was never read"
            : mixed + changed == 0 ? null
            : $"{mixed} copies held halves of two refreshes, and {changed} changed while they were held";

        void Write()
        {
            try
            {
                for (int n = 1; n <= refreshes; n++)
                {
                    theta.Span.Fill(n);
                    target.Refresh(n);
                    Volatile.Write(ref number, n);

                    // Until something has been read.
                    for (int turn = 0; turn < 500 && awaited > 0 && Volatile.Read(ref held) < n / 10; turn++)
                    {
                        Thread.Yield();
                    }
                }
            }
            finally
            {
                Volatile.Write(ref done, true);
            }
        }

        void Read(ParameterLayout layout)
        {
            var before = new float[layout.Length];
            do
            {
                (ParameterVector parameters, Action release) = target.Acquire();
                parameters.Span.CopyTo(before);
                if (before.AsSpan().ContainsAnyExcept(before[0]))
                {
                    Interlocked.Increment(ref mixed);
                }

                Interlocked.Increment(ref held);
                int first = Volatile.Read(ref number);
                var wait = default(SpinWait);
                while (Volatile.Read(ref number) < first + awaited && !Volatile.Read(ref done))
                {
                    wait.SpinOnce(sleep1Threshold: -1);
                }

                if (!parameters.Span.SequenceEqual(before))
                {
                    Interlocked.Increment(ref changed);
                }

                release();
            }
            while (!Volatile.Read(ref done));
        }
    }
}
