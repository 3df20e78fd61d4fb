using System.Diagnostics;
using System.Globalization;
using System.Text;
using AsyncRL.Environments;
using AsyncRL.Search.Go;
using AsyncRL.Search.Sgf;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Gtp;

/// <summary>
/// A Go program that speaks the Go Text Protocol, version 2 (Farneback 2002), with what Sabaki and GoGui ask for. Whatever comes
/// in, each command gets one answer, and only <c>quit</c> or the end of the input ends the session.
/// </summary>
public sealed partial class GtpEngine : IDisposable
{
    private const string IllegalMove = "illegal move";
    private const string SyntaxError = "syntax error";
    private const string NothingSearched = "nothing was searched yet";

    private readonly GtpSettings settings;
    private readonly SortedDictionary<string, Func<string[], string>> commands = new(StringComparer.Ordinal);
    private readonly GtpGame game;
    private readonly GtpClock[] clocks = [NoClock(), NoClock()];
    private GtpInput? input;
    private TextWriter output = TextWriter.Null;
    private TreeSearch? search;
    private string id = string.Empty;
    private long begun;        // when the command came, or its turn did
    private long free;         // since when nothing keeps the next command waiting
    private bool answered;     // by the command itself
    private bool gaveWay;      // to the next command, as an analysis does
    private bool quits;

    /// <summary>Sets the program up.</summary>
    /// <param name="settings">How it plays.</param>
    /// <exception cref="ArgumentException">The board or komi cannot be played, or <see cref="GtpSettings.ResignBelow"/> is out
    /// of range.</exception>
    public GtpEngine(GtpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = settings;
        game = new GtpGame(settings.Size, settings.Komi);
        if (settings.OnlySize is { } only && only != settings.Size)
        {
            throw new ArgumentException(
                $"The network was trained on {only} x {only} and plays no board of {settings.Size} x {settings.Size}.");
        }

        if (settings.ResignBelow is not (>= -1 and <= 0))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"ResignBelow is {settings.ResignBelow}; it must be -1 to 0."));
        }

        AddCommands();
    }

    /// <summary>Answers commands until <c>quit</c> or the end of the input.</summary>
    /// <param name="commandsIn">Where commands come from.</param>
    /// <param name="answers">Where answers go.</param>
    public void Run(TextReader commandsIn, TextWriter answers)
    {
        ArgumentNullException.ThrowIfNull(commandsIn);
        ArgumentNullException.ThrowIfNull(answers);
        output = answers;
        input = new GtpInput(commandsIn);
        while (!quits && input.Next() is { } line)
        {
            // A move's time begins when its command comes, or when the commands before it have been answered. What an analysis
            // takes to give way counts.
            begun = Math.Max(line.Stamp, free);
            Answer(line.Text);
            free = gaveWay ? free : Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Ends the search's threads.</summary>
    public void Dispose() => search?.Dispose();

    private static GtpClock NoClock() => new();

    private void Answer(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool numbered = int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        id = numbered ? words[0] : string.Empty;
        string[] rest = numbered ? words[1..] : words;
        string name = rest.Length > 0 ? rest[0] : string.Empty;
        (answered, gaveWay) = (false, false);
        string sign = "=", text;
        try
        {
            text = commands.TryGetValue(name, out Func<string[], string>? run) ? run(rest[1..]) : throw new GtpException(
                ClosestMatch.Find(name, commands.Keys) is { } closest
                    ? $"unknown command; did you mean {closest}?"
                    : "unknown command");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // An answer is one line; what an inner part thinks of its parameters is not for the controller.
            sign = "?";
            text = e.Message.Replace('\n', ' ');
            int parameter = text.IndexOf(" (Parameter '", StringComparison.Ordinal);
            text = parameter < 0 ? text : text[..parameter];
        }

        if (!answered)
        {
            output.Write($"{sign}{id}{(text.Length > 0 ? " " : string.Empty)}{text.TrimEnd('\n')}\n\n");
        }
        else if (sign == "?")
        {
            output.Write("\n");   // a command that had begun to answer
        }

        output.Flush();
    }

    private void AddCommands()
    {
        Add("protocol_version", 0, _ => "2");
        Add("name", 0, _ => settings.Name);
        Add("version", 0, _ => typeof(GtpEngine).Assembly.GetName().Version?.ToString(3) ?? "0");
        Add("known_command", 1, a => commands.ContainsKey(a[0]) ? "true" : "false");
        Add("list_commands", 0, _ => string.Join('\n', commands.Keys));
        Add("quit", 0, _ => { quits = true; return string.Empty; });
        Add("boardsize", 1, a => Do(() => Restart(Size(a[0]), game.Komi)));
        Add("clear_board", 0, _ => Do(() => Restart(game.Rules.Rules.Size, game.Komi)));
        Add("komi", 1, a => Do(() => game.SetKomi(Komi(a[0]))));
        Add("play", 2, Play);
        Add("genmove", 1, a => Generate(a, cleanup: false, plays: true));
        Add("reg_genmove", 1, a => Generate(a, cleanup: false, plays: false));
        Add("kgs-genmove_cleanup", 1, a => Generate(a, cleanup: true, plays: true));
        Add("undo", 0, _ => Undo(1));
        Add("gg-undo", 0, a => Undo(a.Length == 0 ? 1 : Whole(a[0])), 1);
        Add("fixed_handicap", 1, a => Handicap(() => GoHandicap.Fixed(game.Rules.Rules.Size, HandicapCount(a[0]))));
        Add("place_free_handicap", 1, a => Handicap(() => FreeHandicap(HandicapCount(a[0], int.MaxValue))));
        Add("set_free_handicap", 2, a => Do(() => Handicap(() => [.. a.Select(Point)])), int.MaxValue);
        Add("time_settings", 3, SetTime);
        Add("time_left", 3, a => Do(() => clocks[Player(a[0])].Tell(Seconds(a[1], least: -1e8), Whole(a[2]))));
        Add("final_score", 0, _ => GoRecord.ResultOf(FinalScore()));
        Add("final_status_list", 1, a => StatusList(a[0]));
        Add("showboard", 0, _ => "\n" + BoardText());
        Add("loadsgf", 1, LoadSgf, int.MaxValue);
        Add("printsgf", 0, _ => GoRecord.Write(
            game.State, game.Stones, game.Moves, game.First, game.Handicap,
            result: game.State.IsOver ? GoRecord.ResultOf(FinalScore()) : null));
        foreach (string prefix in (string[])["", "lz-", "kata-"])
        {
            bool fractions = prefix == "kata-";
            Add($"{prefix}analyze", 0, a => Analyze(a, fractions), int.MaxValue);
            Add($"{prefix}genmove_analyze", 0, a => GenerateAnalyzed(a, fractions), int.MaxValue);
        }

        Add("gogui-interrupt", 0, _ => string.Empty);
        Add("gogui-play_sequence", 0, PlaySequence, int.MaxValue);
        Add("gogui-setup", 0, SetUp, int.MaxValue);
        Add("gogui-setup_player", 1, a => Do(() => game.SetPlayer(Player(a[0]))));
        Add("gogui-rules_game_id", 0, _ => "Go");
        Add("gogui-analyze_commands", 0, _ =>
            "dboard/Ownership/asyncrl-ownership\ngfx/Search/asyncrl-search\nstring/Value/asyncrl-value");
        Add("asyncrl-ownership", 0, _ => OwnershipText());
        Add("asyncrl-search", 0, _ => SearchGraphics());
        Add("asyncrl-value", 0, _ => search is null || search.Visits == 0 ? NothingSearched
            : string.Create(CultureInfo.InvariantCulture, $"{search.Value:0.000} of -1 to 1, {search.Visits} simulations"));
    }

    private void Add(string name, int least, Func<string[], string> run, int? most = null)
    {
        int greatest = most ?? least;
        string count = greatest == least ? $"{least}" : greatest == int.MaxValue ? $"at least {least}" : $"{least} to {greatest}";
        commands.Add(name, arguments => arguments.Length < least || arguments.Length > greatest
            ? throw new GtpException(
                $"{SyntaxError}: {name} takes {count} argument{(count is "1" or "at least 1" ? string.Empty : "s")}, " +
                $"not {arguments.Length}")
            : run(arguments));
    }

    private static string Do(Action action)
    {
        action();
        return string.Empty;
    }

    private void Restart(int size, float komi, bool allowSuicide = false)
    {
        game.Restart(size, komi, allowSuicide);
        clocks[0].Restart();
        clocks[1].Restart();
        search?.Forget();
    }

    private string Play(string[] arguments)
    {
        int player = Player(arguments[0]);
        int move = Move(arguments[1]);
        return game.TryPlay(move, player) ? string.Empty : throw new GtpException(
            game.State.MovesPlayed >= game.Rules.LongestGame
                ? $"{IllegalMove}: the game has reached its longest length, {game.Rules.LongestGame} moves"
                : IllegalMove);
    }

    private string PlaySequence(string[] arguments)
    {
        if (arguments.Length % 2 != 0)
        {
            throw new GtpException($"{SyntaxError}: colours and points come in pairs");
        }

        (int, int?) before = game.Mark();
        try
        {
            for (int i = 0; i < arguments.Length; i += 2)
            {
                Play(arguments[i..(i + 2)]);
            }
        }
        catch (GtpException)
        {
            game.ReturnTo(before);   // all of it or nothing
            throw;
        }

        return string.Empty;
    }

    private string SetUp(string[] arguments)
    {
        if (arguments.Length % 2 != 0)
        {
            throw new GtpException($"{SyntaxError}: colours and points come in pairs");
        }

        if (game.Moves.Count > 0)
        {
            throw new GtpException("stones are set up on a board without moves; send clear_board first");
        }

        return Do(() => game.SetUp(
            [.. arguments.Chunk(2).Select(pair => (Point(pair[1]), Player(pair[0])))], handicap: 0, game.First));
    }

    private string Undo(int count) => game.TryUndo(count) ? string.Empty : throw new GtpException("cannot undo");

    private string Handicap(Func<IReadOnlyList<int>> choose)
    {
        if (game.HasStones)
        {
            throw new GtpException("board not empty");
        }

        IReadOnlyList<int> points = choose();
        if (points.Distinct().Count() != points.Count || points.Count < 2 || points.Contains(game.Rules.Pass))
        {
            throw new GtpException("bad vertex list");
        }

        game.SetUp([.. points.Select(p => (p, 0))], points.Count, first: 1);
        return string.Join(' ', points.Select(game.Rules.MoveText));
    }

    // The fixed places, as far as there are so many; the protocol allows fewer stones than were asked for.
    private IReadOnlyList<int> FreeHandicap(int stones)
    {
        int size = game.Rules.Rules.Size, most = GoHandicap.Most(size);
        return GoHandicap.Fixed(size, most == 0 ? stones : Math.Min(stones, most));
    }

    private string LoadSgf(string[] arguments)
    {
        // Names of files may have spaces, and even end with a number.
        string path = string.Join(' ', arguments);
        int moves = int.MaxValue;
        if (arguments.Length > 1 && !File.Exists(path)
            && int.TryParse(arguments[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int before))
        {
            path = string.Join(' ', arguments[..^1]);
            moves = before - 1;
        }

        GoRecord record;
        try
        {
            record = GoRecord.Read(SgfBytes.Decode(File.ReadAllBytes(path)));
            record.Play(moves);
            Allowed(record.Game.Rules.Size);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SgfException)
        {
            throw new GtpException($"cannot load file: {e.Message}");
        }

        GoRules rules = record.Game.Rules;
        Restart(rules.Size, rules.Komi - record.Handicap, rules.AllowSuicide);
        game.SetUp(record.Stones, record.Handicap, record.ToMove);
        foreach ((int move, int player) in record.Moves.Take(moves))
        {
            game.TryPlay(move, player);
        }

        return string.Empty;
    }

    private string BoardText()
    {
        int size = game.Rules.Rules.Size;
        var text = new StringBuilder();
        string letters = string.Join(' ', Enumerable.Range(0, size).Select(c => game.Rules.MoveText(c)[..1]));
        text.Append("   ").Append(letters).Append('\n');
        for (int row = 0; row < size; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{size - row,2} ").AppendJoin(
                ' ', Enumerable.Range(0, size).Select(c => ".XO"[game.State.StoneAt((row * size) + c)]))
                .Append(CultureInfo.InvariantCulture, $" {size - row}\n");
        }

        return text.Append("   ").Append(letters).Append('\n').ToString();
    }

    private int Size(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size)
        && size is >= 2 and <= GoRules.LargestSize ? Allowed(size) : throw new GtpException("unacceptable size");

    private int Allowed(int size) => settings.OnlySize is { } only && only != size
        ? throw new GtpException($"unacceptable size: the network plays {only} x {only} alone")
        : size;

    private static float Komi(string text)
    {
        if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float komi) || !float.IsFinite(komi))
        {
            throw new GtpException($"{SyntaxError}: komi must be a number, not {text}");
        }

        return new GoRules { Komi = komi }.Komi;
    }

    private static int Player(string text) => text.ToUpperInvariant() switch
    {
        "B" or "BLACK" => 0,
        "W" or "WHITE" => 1,
        _ => throw new GtpException($"{SyntaxError}: a colour is black or white, not {text}"),
    };

    private int Move(string text) => game.Rules.TryParseMove(text, out int move)
        ? move
        : throw new GtpException($"{SyntaxError}: {text} is no point of this board");

    private int Point(string text) => Move(text) is var move && move != game.Rules.Pass
        ? move
        : throw new GtpException($"{SyntaxError}: a point was expected, not {text}");

    private static int HandicapCount(string text, int most = 9) => Whole(text) is var stones and >= 2 && stones <= most
        ? stones
        : throw new GtpException("invalid number of stones");

    private static int Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new GtpException($"{SyntaxError}: {text} is no whole number");

    private static double Seconds(string text, double least = 0) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number >= least && number < 1e8
            ? number
            : throw new GtpException($"{SyntaxError}: {text} is no time in seconds");
}
