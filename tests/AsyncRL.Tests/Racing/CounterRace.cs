using AsyncRL.Topologies;

namespace AsyncRL.Tests.Racing;

/// <summary>What is wrong with counters, flags and budgets that threads race on; null where nothing is.</summary>
internal static class CounterRace
{
    private const int Threads = 2;
    private const int Rounds = 1_000_000;

    /// <summary>Counts up on all threads, and looks whether every count happened once.</summary>
    /// <param name="count">Counts one up, and tells how many there are then.</param>
    public static string? Find(Func<long> count)
    {
        var seen = new long[Threads][];
        var together = new Alignment();
        Race.Run(Threads, id =>
        {
            seen[id] = new long[Rounds];
            for (int i = 0; i < Rounds; i++)
            {
                if (i % 100 == 0)
                {
                    together.Meet();
                }

                seen[id][i] = count();
            }
        });
        var times = new int[Threads * Rounds + 1];
        foreach (long n in seen.SelectMany(s => s))
        {
            times[n]++;
        }

        int wrong = times.Skip(1).Count(n => n != 1);
        return wrong == 0 ? null : $"{wrong} counts were lost or seen twice";
    }

    /// <summary>Two threads reach for a flag at the same moment, again and again: each time one of them must get it.</summary>
    /// <param name="tryTake">Takes hold of it, unless another has.</param>
    /// <param name="release">Lets go of it.</param>
    public static string? FindTwoHolders(Func<bool> tryTake, Action release)
    {
        const int Times = 20_000;
        var all = new SpinBarrier(Threads);
        var together = new Alignment();
        int holders = 0, two = 0, none = 0;
        Race.Run(Threads, id =>
        {
            for (int i = 0; i < Times; i++)
            {
                together.Meet();
                bool taken = tryTake();
                if (taken)
                {
                    Interlocked.Increment(ref holders);
                }

                all.Meet(Judge);
                if (taken)
                {
                    release();
                }

                all.Meet();
            }
        });
        return two + none == 0 ? null : $"{two} times both held it, and {none} times neither";

        void Judge()
        {
            two += holders > 1 ? 1 : 0;
            none += holders < 1 ? 1 : 0;
            holders = 0;
        }
    }

    /// <summary>Claims all steps up to a limit on all threads, giving some back; each must have been granted once.</summary>
    /// <param name="budget">Grants them.</param>
    /// <param name="limit">How many there are.</param>
    public static string? Find(AsyncRL.Play.IStepBudget budget, long limit)
    {
        long played = 0;
        Race.Run(Threads, id =>
        {
            for (int got = budget.Claim(id + 3), n = 0; got > 0; got = budget.Claim(id + 3), n++)
            {
                // Steps that are given back near the limit could be missed by a thread that has found nothing left.
                int unplayed = n % 3 == 0 && budget.Steps < limit / 2 ? got - 1 : 0;
                budget.Return(unplayed);
                Interlocked.Add(ref played, got - unplayed);
            }
        });
        return played == limit && budget.Steps == limit
            ? null
            : $"{played} steps of {limit} were granted, and {budget.Steps} counted";
    }
}
