using System.Globalization;
using System.Reflection;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.Players;

/// <summary>
/// The outcomes of some of Connect Four's first positions with a best move of each, which the solver has found beforehand: of a
/// position and its mirror image one is kept.
/// </summary>
internal sealed class ConnectFourOpenings
{
    private static readonly Lazy<ConnectFourOpenings> Built = new(Load);

    private readonly Dictionary<ulong, (int Column, int Outcome)> known = [];

    /// <summary>Those that come with the program.</summary>
    public static ConnectFourOpenings Own => Built.Value;

    /// <summary>Positions that are known, mirror images not counted.</summary>
    public int Count => known.Count;

    /// <summary>Reads openings: a line is the columns that were played, the outcome for the player to move, and the column of a
    /// best move, all columns 1 to 7.</summary>
    /// <param name="reader">The lines.</param>
    /// <exception cref="FormatException">A line is no position, outcome and move.</exception>
    public static ConnectFourOpenings Read(TextReader reader)
    {
        var openings = new ConnectFourOpenings();
        var game = new ConnectFour();
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (words.Length != 3 || !int.TryParse(words[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                    out int outcome) || !game.TryParseMove(words[2], out int column))
            {
                throw new FormatException(
                    $"Line {openings.known.Count + 1} of the openings, '{line}', is no position, outcome and move, such as " +
                    "'44 1 4'.");
            }

            openings.Add(game.After(words[0]), column, outcome);
        }

        return openings;
    }

    /// <summary>All positions with a number of stones, of mirror images the one that is found first.</summary>
    /// <param name="stones">Stones on the board; so few that no game is over.</param>
    /// <returns>The columns played, 1 to 7.</returns>
    public static IReadOnlyList<string> Positions(int stones)
    {
        var game = new ConnectFour();
        List<string> positions = [string.Empty];
        for (int played = 0; played < stones; played++)
        {
            var seen = new HashSet<ulong>();
            positions =
            [
                .. from before in positions
                   from column in Enumerable.Range(0, game.Moves)
                   where game.After(before).IsLegal(column)
                   let after = before + game.MoveText(column)
                   where seen.Add(Canonical(game.After(after)))
                   select after,
            ];
        }

        return positions;
    }

    /// <summary>Looks a position up.</summary>
    /// <param name="state">The position.</param>
    /// <param name="best">The column of a best move, and how the game ends for the player to move: 1, 0 or -1.</param>
    /// <returns>Whether it is known.</returns>
    public bool TryFind(GameState state, out (int Column, int Outcome) best)
    {
        ulong key = ((ConnectFourState)state).Key;
        if (!known.TryGetValue(Canonical(state), out best))
        {
            return false;
        }

        best.Column = Canonical(state) == key ? best.Column : ConnectFour.Width - 1 - best.Column;
        return true;
    }

    /// <summary>Adds a position.</summary>
    /// <param name="state">The position.</param>
    /// <param name="column">A best move.</param>
    /// <param name="outcome">How the game then ends for the player to move.</param>
    public void Add(GameState state, int column, int outcome)
    {
        ulong key = ((ConnectFourState)state).Key;
        known[Canonical(state)] = (Canonical(state) == key ? column : ConnectFour.Width - 1 - column, outcome);
    }

    private static ulong Canonical(GameState state)
    {
        ulong key = ((ConnectFourState)state).Key;
        return Math.Min(key, ConnectFourSolver.Mirrored(key));
    }

    private static ConnectFourOpenings Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("ConnectFour.openings.txt")!;
        using var reader = new StreamReader(stream);
        return Read(reader);
    }
}
