using System.Diagnostics;
using System.Globalization;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;

namespace AsyncRL.Benchmarks;

/// <summary>
/// Playouts of Go in a second of processor time, uniform and with local answers, and what two threads on one tree do beside one.
/// <c>dotnet run -c Release --project benchmarks/AsyncRL.Benchmarks -- search</c>
/// </summary>
internal static class SearchSpeed
{
    private const int Repetitions = 5;
    private const int Simulations = 20_000;

    public static int Run()
    {
        foreach (int size in (int[])[5, 7, 9, 13, 19])
        {
            foreach (bool heavy in (bool[])[false, true])
            {
                Playouts(size, heavy);
            }
        }

        foreach (bool heavy in (bool[])[false, true])
        {
            Searches(heavy);
        }

        return 0;
    }

    private static void Playouts(int size, bool heavy)
    {
        var game = new GoGame(new GoRules { Size = size });
        var start = (GoState)game.Start();
        var playout = new GoPlayout(game, heavy, 1);
        int count = 2_000_000 / (size * size * (heavy ? 3 : 1));
        long moves = 0;
        double best = 0;
        for (int i = 0; i <= Repetitions; i++)
        {
            // The processor's time, which other programs on the machine disturb less than the clock's.
            TimeSpan begin = Environment.CpuUsage.TotalTime;
            moves = 0;
            for (int n = 0; n < count; n++)
            {
                moves += playout.Run(start, []);
            }

            best = Math.Max(best, count / (Environment.CpuUsage.TotalTime - begin).TotalSeconds);
        }

        Write($"go {size,2} x {size,-2} {Name(heavy),-8} {best,10:N0} playouts/s of a core   {moves / count} moves");
    }

    private static void Searches(bool heavy)
    {
        var game = new GoGame(new GoRules { Size = 9 });
        GameState start = game.Start();
        using TreeSearch one = UctSettings.Create(game, new SearchSettings { ReusesTree = false }, heavy);
        using TreeSearch two = UctSettings.Create(game, new SearchSettings { ReusesTree = false, Threads = 2 }, heavy);
        var rates = new List<(double One, double Two, double Cpu, double CpuOfTwo)>();
        for (int i = 0; i <= Repetitions; i++)
        {
            // In turns, so that both see the same machine.
            (double single, double cpu) = Rate(one, start);
            (double both, double cpuOfTwo) = Rate(two, start);
            if (i > 0)
            {
                rates.Add((single, both, cpu, cpuOfTwo));
            }
        }

        double[] ratios = [.. rates.Select(r => r.Two / r.One).Order()];
        Write($"uct 9 x 9 {Name(heavy),-8} {rates.Max(r => r.Cpu),10:N0} simulations/s of a core");
        Write($"  two threads by the clock {ratios[ratios.Length / 2]:0.00} times one ({ratios[0]:0.00} to {ratios[^1]:0.00})");

        // On a busy machine the clock says little; this is what two threads do if each has a core.
        Write($"  two threads by processor time {2 * rates.Max(r => r.CpuOfTwo) / rates.Max(r => r.Cpu):0.00} times one");
    }

    private static (double Clock, double Cpu) Rate(TreeSearch search, GameState start)
    {
        long begin = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        search.Search(start, SearchBudget.Of(Simulations));
        return (Simulations / Stopwatch.GetElapsedTime(begin).TotalSeconds,
            Simulations / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    private static string Name(bool heavy) => heavy ? "heavy" : "uniform";

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
