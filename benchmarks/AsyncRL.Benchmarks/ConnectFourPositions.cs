using System.Globalization;
using AsyncRL.Search.Games;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;

namespace AsyncRL.Benchmarks;

/// <summary>
/// Makes the sets of Connect Four: positions of random play, solved exactly. A set that a file has already is only filled up, so
/// what was interrupted goes on. <c>dotnet run -c Release --project benchmarks/AsyncRL.Benchmarks -- connect-four FOLDER SET
/// COUNT [SEED]</c>
/// </summary>
internal static class ConnectFourPositions
{
    public static int Run(ReadOnlySpan<string> args)
    {
        if (args.Length < 3 || !ConnectFourSet.Names.Contains(args[1])
            || !int.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            Console.Error.WriteLine($"connect-four FOLDER SET COUNT [SEED]; sets are {string.Join(", ", ConnectFourSet.Names)}");
            return 2;
        }

        string name = args[1], file = Path.Combine(args[0], $"{name}.txt");
        ulong seed = args.Length > 3 ? ulong.Parse(args[3], CultureInfo.InvariantCulture) : 1;
        var game = new ConnectFour();
        var solver = new ConnectFourSolver();
        var random = new FastRandom(seed);
        var scratch = new int[game.Moves];
        var seen = new HashSet<ulong>();
        int lines = 0;
        foreach (string line in File.Exists(file) ? File.ReadAllLines(file) : [])
        {
            seen.Add(game.After(line.Split(' ')[0]).Hash);
            lines++;
        }

        (int fewest, int most) = Stones(name);
        using StreamWriter writer = File.AppendText(file);
        writer.AutoFlush = true;
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        for (int tried = 0; lines < count; tried++)
        {
            int stones = fewest + random.Below(most - fewest + 1);
            GameState state = game.Start();
            string moves = string.Empty;
            while (state.MovesPlayed < stones && !state.IsOver)
            {
                moves += game.MoveText(state.PlayRandom(ref random, scratch));
            }

            if (state.IsOver || seen.Contains(state.Hash))
            {
                continue;
            }

            int score = solver.Score(state);
            if (ConnectFourSet.NameOf(stones, score) == name)
            {
                seen.Add(state.Hash);
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{moves} {score}"));
                lines++;
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {lines} positions, {(Environment.CpuUsage.TotalTime - begin).TotalSeconds:0} s of a core"));
        return 0;
    }

    // With fewer stones on the board a score takes seconds.
    private static (int Fewest, int Most) Stones(string name) => name switch
    {
        "L1_R1" => (12, 14),
        "L1_R2" => (11, 14),
        "L1_R3" => (11, 13),
        "L2_R1" or "L2_R2" => (15, 28),
        _ => (29, 40),
    };
}
