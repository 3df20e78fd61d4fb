using System.Globalization;
using AsyncRL.Search.Games;
using AsyncRL.Search.Players;

namespace AsyncRL.Benchmarks;

/// <summary>
/// Makes the openings of Connect Four that the perfect player knows by heart: all positions with up to so many stones, with their
/// outcome and a best move. What a file has already is kept, so what was interrupted goes on. <c>dotnet run -c Release --project
/// benchmarks/AsyncRL.Benchmarks -- connect-four-openings FILE STONES</c>
/// </summary>
internal static class ConnectFourBook
{
    // 512 MiB: positions of a few stones have much in common.
    private const int TableBits = 26;

    public static int Run(ReadOnlySpan<string> args)
    {
        if (args.Length != 2 || !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out int stones)
            || stones > 6)
        {
            Console.Error.WriteLine("connect-four-openings FILE STONES; up to 6 stones");
            return 2;
        }

        string file = args[0];
        var game = new ConnectFour();
        using var earlier = new StringReader(File.Exists(file) ? File.ReadAllText(file) : string.Empty);
        ConnectFourOpenings openings = ConnectFourOpenings.Read(earlier);
        var solver = new ConnectFourSolver(TableBits);
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        using StreamWriter writer = File.AppendText(file);
        writer.AutoFlush = true;

        // From the most stones to none, so that what comes before follows from what comes after.
        for (int on = stones; on >= 0; on--)
        {
            foreach (string moves in ConnectFourOpenings.Positions(on))
            {
                GameState state = game.After(moves);
                if (openings.TryFind(state, out _))
                {
                    continue;
                }

                (int column, int outcome) = on == stones ? solver.Best(state) : Best(openings, state);
                openings.Add(state, column, outcome);
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{moves} {outcome} {game.MoveText(column)}"));
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{openings.Count} positions, {(Environment.CpuUsage.TotalTime - begin).TotalSeconds:0} s of a core"));
        return 0;
    }

    private static (int Column, int Outcome) Best(ConnectFourOpenings openings, GameState state)
    {
        (int Column, int Outcome) best = (-1, int.MinValue);
        foreach (int column in (ReadOnlySpan<int>)[3, 2, 4, 1, 5, 0, 6])
        {
            GameState after = state.Clone();
            after.PlayChecked(column);
            openings.TryFind(after, out (int Column, int Outcome) answer);
            best = -answer.Outcome > best.Outcome ? (column, -answer.Outcome) : best;
        }

        return best;
    }
}
