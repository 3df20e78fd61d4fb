using System.Globalization;
using System.Reflection;
using AsyncRL.Environments;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.Matches;

/// <summary>
/// Positions of Connect Four with their exact scores, in the form of the published test sets (Pons 2015, "Solving Connect 4: how
/// to build a perfect AI"): a line is the columns that were played, 1 to 7, and the score for the player to move, as
/// <see cref="Players.ConnectFourSolver"/> counts it. A name is the stage of the game, L1 with up to 14 moves played, L2 up to
/// 28, L3 more, and the moves to the end under perfect play, R1 fewer than 14, R2 up to 28, R3 more.
/// </summary>
/// <param name="Name">The name, such as <c>L2_R2</c>.</param>
/// <param name="Positions">The positions.</param>
public sealed record ConnectFourSet(string Name, IReadOnlyList<(string Moves, int Score)> Positions)
{
    /// <summary>The sets that come with the program: positions of random play, solved by its own solver.</summary>
    public static IReadOnlyList<string> Names { get; } = ["L3_R1", "L2_R1", "L2_R2", "L1_R1", "L1_R2", "L1_R3"];

    /// <summary>What the set is called in words: end, middle or begin, and easy, medium or hard.</summary>
    public string Title => TitleOf(Name);

    /// <summary>A set that comes with the program.</summary>
    /// <param name="name">One of <see cref="Names"/>, or its <see cref="Title"/>.</param>
    /// <exception cref="ArgumentException">There is no such set.</exception>
    public static ConnectFourSet Load(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        name = Names.FirstOrDefault(n => TitleOf(n) == name, name);
        if (!Names.Contains(name))
        {
            throw new ArgumentException(
                $"There is no set '{name}'" +
                (ClosestMatch.Find(name, Names) is { } closest ? $"; did you mean '{closest}'?" : ".") +
                $" There are {string.Join(", ", Names)}.");
        }

        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"ConnectFour.{name}.txt")!;
        using var reader = new StreamReader(stream);
        return Read(name, reader);
    }

    /// <summary>Reads a set.</summary>
    /// <param name="name">Its name, L1 to L3 and R1 to R3.</param>
    /// <param name="reader">Its lines.</param>
    /// <exception cref="FormatException">A line is no position and score.</exception>
    public static ConnectFourSet Read(string name, TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(reader);
        if (name.Length != 5 || name[0] != 'L' || name[1] is < '1' or > '3' || name[2..4] != "_R" || name[4] is < '1' or > '3')
        {
            throw new FormatException($"'{name}' is no name of a set; names are L1_R1 to L3_R3.");
        }

        var game = new ConnectFour();
        var positions = new List<(string, int)>();
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (words.Length != 2 || !IsPosition(game, words[0])
                || !int.TryParse(words[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int score))
            {
                throw new FormatException(
                    $"Line {positions.Count + 1} of {name}, '{line}', is no position and score, such as '44535 -3'.");
            }

            positions.Add((words[0], score));
        }

        return new ConnectFourSet(name, positions);
    }

    /// <summary>The name of the set that a position belongs to.</summary>
    /// <param name="played">Moves played.</param>
    /// <param name="score">The score for the player to move.</param>
    public static string NameOf(int played, int score)
    {
        int left = MovesToTheEnd(played, score);
        return $"L{(played <= 14 ? 1 : played <= 28 ? 2 : 3)}_R{(left < 14 ? 1 : left <= 28 ? 2 : 3)}";
    }

    /// <summary>Moves until the game ends if both play for the score.</summary>
    /// <param name="played">Moves played.</param>
    /// <param name="score">The score for the player to move.</param>
    public static int MovesToTheEnd(int played, int score)
    {
        if (score == 0)
        {
            return (ConnectFour.Width * ConnectFour.Height) - played;
        }

        // The winner's stones at the end, and the other's, who has as many, or one less if he moved second.
        int stones = 22 - Math.Abs(score);
        bool firstWins = score > 0 == (played % 2 == 0);
        return (2 * stones) - (firstWins ? 1 : 0) - played;
    }

    private static string TitleOf(string name) =>
        $"{name[1] switch { '1' => "begin", '2' => "middle", _ => "end" }}-" +
        name[4] switch { '1' => "easy", '2' => "medium", _ => "hard" };

    private static bool IsPosition(ConnectFour game, string moves)
    {
        GameState state = game.Start();
        foreach (char move in moves)
        {
            if (!state.IsLegal(move - '1'))
            {
                return false;
            }

            state.Play(move - '1');
        }

        return !state.IsOver;
    }
}
