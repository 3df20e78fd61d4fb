using System.Diagnostics;

namespace AsyncRL.Environments.Checking;

/// <summary>What a step costs in memory and time.</summary>
internal sealed class CostChecks(CheckLog log, Func<Environment> create)
{
    // What every step leaves behind shows in each round; what the runtime allocates once, at any step it likes, in only one.
    private const int Rounds = 3, Steps = 1_000, Resets = 10;
    private static readonly TimeSpan MeasuredTime = TimeSpan.FromMilliseconds(100);

    public double BytesPerStep { get; private set; } = double.NaN;

    public double BytesPerReset { get; private set; } = double.NaN;

    public double StepsPerSecond { get; private set; } = double.NaN;

    public void Allocations(Survey survey)
    {
        var player = new RandomPlayer(create(), 1);
        player.Reset(1);
        player.Play(200); // what is made once, at the first use, is no garbage
        double inSteps = double.MaxValue, inResets = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            inSteps = Math.Min(inSteps, BytesOfSteps(player));
            inResets = Math.Min(inResets, BytesOfResets(player));
        }

        BytesPerStep = inSteps / Steps;
        BytesPerReset = inResets / Resets;
        if (BytesPerStep >= 1)
        {
            log.Warn(
                $"a step allocates {BytesPerStep:F0} bytes on average, which the garbage collector pays for in the middle of " +
                $"training; make arrays and lists once and reuse them");
        }

        double length = survey.Episodes.Count > 0 ? survey.Episodes.Average(e => e.Length) : Steps;
        if (BytesPerReset / length >= 1)
        {
            log.Warn(
                $"a reset allocates {BytesPerReset:F0} bytes on average, and episodes last only {length:F0} steps; " +
                $"make arrays and lists once and reuse them");
        }
    }

    public void Speed()
    {
        var player = new RandomPlayer(create(), 1);
        player.Reset(1);
        player.Play(10);
        var clock = Stopwatch.StartNew();
        long steps = 0;
        do
        {
            player.Play(10);
            steps += 10;
        }
        while (clock.Elapsed < MeasuredTime);
        StepsPerSecond = steps / clock.Elapsed.TotalSeconds;
    }

    private static long BytesOfSteps(RandomPlayer player)
    {
        long bytes = 0;
        for (int step = 0; step < Steps; step++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool ended = player.Step().EpisodeEnded;
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            if (ended)
            {
                player.Reset(null);
            }
        }

        return bytes;
    }

    private static long BytesOfResets(RandomPlayer player)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int reset = 0; reset < Resets; reset++)
        {
            player.Reset(null);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
