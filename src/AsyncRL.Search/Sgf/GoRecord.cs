using System.Globalization;
using AsyncRL.Search.Go;

namespace AsyncRL.Search.Sgf;

/// <summary>A game of Go as a record: set-up and main line.</summary>
public sealed class GoRecord
{
    private const string Chinese = "Chinese";

    // Whole numbers beyond are hundredths of points.
    private const float MostWhole = 100;

    private GoRecord(GoGame game, IReadOnlyList<(int Point, int Player)> stones, IReadOnlyList<(int Move, int Player)> moves)
    {
        Game = game;
        Stones = stones;
        Moves = moves;
    }

    /// <summary>The board and rules. Their komi has in it the points that White gets for handicap stones under Chinese
    /// rules.</summary>
    public GoGame Game { get; }

    /// <summary>Stones that were on the board at the start, handicap among them: point and player.</summary>
    public IReadOnlyList<(int Point, int Player)> Stones { get; }

    /// <summary>Who is to move at the start: 0 Black, 1 White. White where all stones are Black's and the record does not say.
    /// </summary>
    public int ToMove { get; private init; }

    /// <summary>Points that White gets for handicap stones.</summary>
    internal int Handicap { get; private init; }

    /// <summary>The moves of the main line and who played them.</summary>
    public IReadOnlyList<(int Move, int Player)> Moves { get; }

    /// <summary>The result as written, such as <c>B+3.5</c>; null where the record says none.</summary>
    public string? Result { get; private init; }

    /// <summary>Reads a game from the text of a file, the first game there is.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="SgfException">It is broken, no Go, or a board that cannot be played.</exception>
    public static GoRecord Read(string text)
    {
        SgfNode root = SgfText.ReadFirst(text);
        if (root["GM"] is { } kind && kind.Trim() != "1")
        {
            throw new SgfException($"The record is of game {kind}, not of Go, which is game 1.");
        }

        int handicap = HandicapOf(root);
        GoGame game = GameOf(root, handicap);
        var stones = new List<(int, int)>();
        var moves = new List<(int, int)>();
        string? toMove = null;
        for (SgfNode? node = root; node is not null; node = node.Children.FirstOrDefault())
        {
            SetUp(node, "AE", null);
            SetUp(node, "AB", 0);
            SetUp(node, "AW", 1);
            toMove = (moves.Count == 0 ? node["PL"]?.Trim() : null) ?? toMove;
            foreach ((string name, int player) in ((string, int)[])[("B", 0), ("W", 1)])
            {
                if (node[name] is { } point)
                {
                    moves.Add((PointOf(point, game), player));
                }
            }
        }

        return new GoRecord(game, stones, moves)
        {
            Handicap = handicap,
            Result = root["RE"],
            ToMove = toMove?.ToUpperInvariant() switch
            {
                null or "" => stones.Count > 0 && stones.All(s => s.Item2 == 0) ? 1 : 0,
                "B" or "BLACK" or "1" => 0,
                "W" or "WHITE" or "2" => 1,
                _ => throw new SgfException($"PL[{toMove}] is no colour; it is B or W."),
            },
        };

        // A stone takes the place of what was there; none empties the point.
        void SetUp(SgfNode node, string name, int? player)
        {
            IReadOnlyList<string> values = node.All(name);
            if (values.Count > 0 && moves.Count > 0)
            {
                throw new SgfException($"The record sets stones up after move {moves.Count}, which is not play; use another.");
            }

            foreach (string value in values)
            {
                string[] ends = value.Split(':');
                int from = PointOf(ends[0], game), to = PointOf(ends[^1], game);
                if (from == game.Pass || to == game.Pass)
                {
                    throw new SgfException($"{name}[{value}] names no point.");
                }

                // A rectangle by two of its corners, whichever they are.
                int size = game.Rules.Size;
                (int top, int bottom) = (Math.Min(from / size, to / size), Math.Max(from / size, to / size));
                (int left, int right) = (Math.Min(from % size, to % size), Math.Max(from % size, to % size));
                for (int row = top; row <= bottom; row++)
                {
                    for (int column = left; column <= right; column++)
                    {
                        int point = (row * size) + column;
                        stones.RemoveAll(s => s.Item1 == point);
                        if (player is { } added)
                        {
                            stones.Add((point, added));
                        }
                    }
                }
            }
        }
    }

    /// <summary>Plays the record.</summary>
    /// <param name="moves">Moves to play; all where there are fewer.</param>
    /// <returns>The position.</returns>
    /// <exception cref="SgfException">A stone or a move is not possible where it is.</exception>
    public GoState Play(int moves = int.MaxValue)
    {
        var state = (GoState)Game.Start();
        try
        {
            foreach ((int point, int player) in Stones)
            {
                state.SetUp(point, player, ToMove);
            }

            state.SetPlayer(ToMove);

            foreach ((int move, int player) in Moves.Take(moves))
            {
                if (state.IsOver)
                {
                    state.Resume();
                }

                state.SetPlayer(player);
                state.PlayChecked(move);
            }
        }
        catch (ArgumentException e)
        {
            throw new SgfException(
                $"The record cannot be played after move {state.MovesPlayed}: " +
                e.Message.Replace($" (Parameter '{e.ParamName}')", string.Empty, StringComparison.Ordinal));
        }

        return state;
    }

    /// <summary>Writes a game from its start; all its stones but those of handicap were played.</summary>
    /// <param name="state">The position at its end.</param>
    /// <param name="black">Black's name.</param>
    /// <param name="white">White's name.</param>
    /// <param name="result">The result, such as <c>B+3</c>; null for the score where the game is over.</param>
    public static string Write(GoState state, string black = "", string white = "", string? result = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        var game = (GoGame)state.Game;
        int handicap = game.Handicap.Count, first = handicap > 0 ? 1 : 0, played = state.MovesPlayed;
        return Write(
            state, [.. game.Handicap.Select(p => (p, 0))],
            [.. Enumerable.Range(0, played).Select(i => (state.MoveBack(played - i), (first + i) % 2))],
            first, handicap, black, white, result);
    }

    /// <summary>Writes a game whose stones were set up and whose moves were played by either colour in any order.</summary>
    /// <param name="state">The position at its end.</param>
    /// <param name="stones">Stones that were on the board at the start, handicap among them.</param>
    /// <param name="moves">The moves and who played them.</param>
    /// <param name="first">Who was to move at the start.</param>
    /// <param name="handicap">Stones that are handicap; 0 for none.</param>
    /// <param name="black">Black's name.</param>
    /// <param name="white">White's name.</param>
    /// <param name="result">The result; null for the score where the game is over.</param>
    internal static string Write(
        GoState state, IReadOnlyCollection<(int Point, int Player)> stones, IEnumerable<(int Move, int Player)> moves, int first,
        int handicap, string black = "", string white = "", string? result = null)
    {
        var game = (GoGame)state.Game;
        string rules = game.Rules.AllowSuicide ? "Tromp-Taylor" : Chinese;

        // Whoever reads the record adds the points for handicap stones that its rules have.
        float komi = state.Compensation - PointsFor(handicap, rules);
        SgfNode root = new SgfNode().Add("GM", "1").Add("FF", "4").Add("CA", "UTF-8").Add("SZ", Text(game.Rules.Size))
            .Add("KM", KomiText(komi)).Add("RU", rules);
        root = black.Length > 0 ? root.Add("PB", black) : root;
        root = white.Length > 0 ? root.Add("PW", white) : root;
        root = (result ?? (state.IsOver ? ResultOf(state.Score) : null)) is { } known ? root.Add("RE", known) : root;
        root = handicap > 0 ? root.Add("HA", Text(handicap)) : root;
        foreach ((int point, int player) in stones)
        {
            root.Add(player == 0 ? "AB" : "AW", PointText(point, game));
        }

        root = stones.Count > 0 || first != 0 ? root.Add("PL", first == 0 ? "B" : "W") : root;
        SgfNode last = root;
        foreach ((int move, int player) in moves)
        {
            SgfNode node = new SgfNode().Add(player == 0 ? "B" : "W", PointText(move, game));
            last.Children.Add(node);
            last = node;
        }

        return SgfText.Write(root);
    }

    /// <summary>A score as records and GTP write it: <c>B+3.5</c>, <c>W+7</c>, <c>0</c>.</summary>
    /// <param name="score">Black's points less White's.</param>
    public static string ResultOf(float score) =>
        score == 0 ? "0" : $"{(score > 0 ? "B" : "W")}+{Text(Math.Abs(score))}";

    private static string Text(float number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    // With a point where it is large, for whole numbers may be hundredths then.
    private static string KomiText(float komi) =>
        komi.ToString(Math.Abs(komi) > MostWhole ? "0.0" : "0.#", CultureInfo.InvariantCulture);

    private static string PointText(int move, GoGame game) => move == game.Pass
        ? string.Empty
        : $"{(char)('a' + (move % game.Rules.Size))}{(char)('a' + (move / game.Rules.Size))}";

    private static int PointOf(string text, GoGame game)
    {
        int size = game.Rules.Size;
        string point = text.Trim();
        if (point.Length == 0 || (point == "tt" && size <= 19))
        {
            return game.Pass;
        }

        int column = point.Length == 2 ? point[0] - 'a' : -1, row = point.Length == 2 ? point[1] - 'a' : -1;
        return (uint)column < (uint)size && (uint)row < (uint)size
            ? (row * size) + column
            : throw new SgfException($"The point [{text}] is not on the {size} x {size} board.");
    }

    // Chinese rules give White a point for each handicap stone.
    private static int PointsFor(int handicap, string? rules) =>
        handicap >= 2 && rules is not null && rules.Contains(Chinese, StringComparison.OrdinalIgnoreCase) ? handicap : 0;

    private static int HandicapOf(SgfNode root) =>
        int.TryParse(root["HA"]?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int stones)
            && stones < GoRules.LargestSize * GoRules.LargestSize
            ? PointsFor(stones, root["RU"])
            : 0;

    private static GoGame GameOf(SgfNode root, int handicap)
    {
        string sizeText = root["SZ"]?.Trim() ?? "19";
        string[] sides = sizeText.Split(':');
        if (!int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            || sides.Any(s => s != sides[0]))
        {
            throw new SgfException($"SZ[{sizeText}] is no square board; boards are SZ[2] to SZ[{GoRules.LargestSize}].");
        }

        string komiText = root["KM"]?.Trim() ?? "0";
        float komi = 0;
        if (komiText.Length > 0 && !float.TryParse(komiText, NumberStyles.Float, CultureInfo.InvariantCulture, out komi))
        {
            throw new SgfException($"KM[{komiText}] is no number.");
        }

        // Some servers write hundredths, and 375 for 3.75.
        bool hundredths = Math.Abs(komi) > MostWhole && komi % 25 == 0 && !komiText.Contains('.', StringComparison.Ordinal);
        komi = hundredths ? komi / 100 : komi;

        // Chinese records may count a stone each for both sides: 3.75 is 7.5 points.
        komi = 4 * komi == MathF.Truncate(4 * komi) && 2 * komi != MathF.Truncate(2 * komi) ? 2 * komi : komi;

        try
        {
            bool suicide = root["RU"] is { } rules && (rules.Contains("Tromp", StringComparison.OrdinalIgnoreCase)
                || rules.Contains("NZ", StringComparison.OrdinalIgnoreCase));
            return new GoGame(new GoRules { Size = size, Komi = komi + handicap, AllowSuicide = suicide });
        }
        catch (ArgumentException e)
        {
            throw new SgfException(e.Message.Replace($" (Parameter '{e.ParamName}')", string.Empty, StringComparison.Ordinal));
        }
    }
}
