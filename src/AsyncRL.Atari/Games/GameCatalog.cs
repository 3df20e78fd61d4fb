using System.Reflection;
using System.Text.Json;
using AsyncRL.Atari.Hardware;

namespace AsyncRL.Atari.Games;

/// <summary>The games that the Arcade Learning Environment supports, and the project's own.</summary>
internal static class GameCatalog
{
    private const int RunLength = 2;
    private static readonly Lazy<Game[]> Games = new(() => Read("games.json"));
    private static readonly Lazy<Game[]> OwnGames = new(() => Read("own_games.json"));

    /// <summary>All games of the Arcade Learning Environment, by name.</summary>
    public static IReadOnlyList<Game> All => Games.Value;

    /// <summary>The project's own games, whose cartridges <see cref="OwnCartridges"/> holds.</summary>
    public static IReadOnlyList<Game> Own => OwnGames.Value;

    /// <summary>The game with this MD5, or null.</summary>
    public static Game? ByMd5(string md5) => Find(game => game.Md5 == md5);

    /// <summary>The game with this name of its ROM file, without the ending and in letters of any case, or null.</summary>
    public static Game? ByName(string id) => Find(game => game.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    private static Game? Find(Predicate<Game> matches) =>
        Array.Find(Games.Value, matches) ?? Array.Find(OwnGames.Value, matches);

    private static Game[] Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return [.. document.RootElement.GetProperty("games").EnumerateArray().Select(ReadGame)];
    }

    private static Game ReadGame(JsonElement json)
    {
        string id = json.GetProperty("id").GetString()!;
        JsonElement console = json.TryGetProperty("console", out JsonElement set) ? set.Clone() : default;
        var game = new Game
        {
            Id = id,
            Md5 = json.GetProperty("md5").GetString()!,
            IsBenchmark = json.TryGetProperty("in57", out JsonElement benchmark) && benchmark.GetBoolean(),
            Properties = () => ReadProperties(console, id),
        };
        return json.TryGetProperty("rule", out JsonElement rule) ? WithRule(game, json, rule) : game;
    }

    private static Game WithRule(Game game, JsonElement json, JsonElement rule)
    {
        var initial = rule.GetProperty("init").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetInt32());
        return game with
        {
            MinimalActions = Actions(json.GetProperty("minimal")),
            LegalActions = json.TryGetProperty("legal", out JsonElement legal) ? Actions(legal) : game.LegalActions,
            Modes = Modes(json.GetProperty("modes")),
            DefaultMode = json.GetProperty("defaultMode").GetInt32(),
            Difficulties = Integers(json.GetProperty("difficulties")),
            Start = json.TryGetProperty("start", out JsonElement start)
                ? [.. start.EnumerateArray().Select(run => (run[0].GetInt32(), run[RunLength - 1].GetInt32()))]
                : [],
            Rule = new RuleText(initial, Strings(rule.GetProperty("step")), rule.GetProperty("lives").GetString()!),
            Mode = json.TryGetProperty("setMode", out JsonElement mode) && mode.ValueKind == JsonValueKind.Object
                ? ReadMode(game.Id, mode)
                : null,
        };
    }

    private static ModeText ReadMode(string id, JsonElement json) => new()
    {
        Game = id,
        Until = json.TryGetProperty("until", out JsonElement until) ? until.GetString() : null,
        SelectFrames = json.TryGetProperty("select", out JsonElement select) && select.ValueKind == JsonValueKind.Number
            ? select.GetInt32()
            : 0,
        MaxPresses = json.TryGetProperty("max", out JsonElement max) ? max.GetInt32() : 0,
        Before = json.TryGetProperty("pre", out JsonElement before) ? Steps(before) : [],
        AfterPress = json.TryGetProperty("after_press", out JsonElement after) ? Steps(after) : [],
        Set = json.TryGetProperty("set", out JsonElement set)
            ? [.. set.EnumerateObject().Select(pair => $"{pair.Name} = {pair.Value.GetString()}")]
            : [],
        SetFirst = json.TryGetProperty("setFirst", out JsonElement first) && first.GetBoolean(),
    };

    private static ConsoleProperties ReadProperties(JsonElement console, string id)
    {
        var usual = new ConsoleProperties();
        return new ConsoleProperties
        {
            Left = Controller(console, "left"),
            Right = Controller(console, "right"),
            SwapPaddles = Flag(console, "swapPaddles", usual.SwapPaddles),
            SwapPorts = Flag(console, "swapPorts", usual.SwapPorts),
            HmoveBlanks = Flag(console, "hmoveBlanks", usual.HmoveBlanks),
            FirstLine = Number(console, "ystart", usual.FirstLine),
            NtscHeight = Number(console, "height", usual.NtscHeight),
            PaddleMax = Number(console, "paddleMax", usual.PaddleMax),
            DetectsWithDifficultyA = id == "amidar",
        };
    }

    private static bool Has(JsonElement console, string name, out JsonElement value)
    {
        value = default;
        return console.ValueKind == JsonValueKind.Object && console.TryGetProperty(name, out value);
    }

    private static ControllerKind Controller(JsonElement console, string name) =>
        Has(console, name, out JsonElement value) && value.GetString() == "PADDLES"
            ? ControllerKind.Paddles
            : ControllerKind.Joystick;

    private static bool Flag(JsonElement console, string name, bool usual) =>
        Has(console, name, out JsonElement value) ? value.GetBoolean() : usual;

    private static int Number(JsonElement console, string name, int usual) =>
        Has(console, name, out JsonElement value) ? value.GetInt32() : usual;

    private static AtariAction[] Actions(JsonElement json) => [.. Integers(json).Select(action => (AtariAction)action)];

    // Video Cube's modes are told in words: 100 times a cube's number, 0 to 50, and a variant, 0 to 2.
    private static int[] Modes(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? Integers(json)
        : [.. Enumerable.Range(0, 51).SelectMany(cube => Enumerable.Range(100 * cube, 3))];

    private static int[] Integers(JsonElement json) => [.. json.EnumerateArray().Select(value => value.GetInt32())];

    private static string[] Strings(JsonElement json) => [.. json.EnumerateArray().Select(value => value.GetString()!)];

    private static (ModeStep Step, int Count)[] Steps(JsonElement json) =>
    [
        .. json.EnumerateArray().Select(step => (
            step[0].GetString() switch
            {
                "select" => ModeStep.Select,
                "noop" => ModeStep.Noop,
                "reset" => ModeStep.Reset,
                var other => throw new FormatException($"A mode's step cannot be \"{other}\"."),
            },
            step.GetArrayLength() > 1 ? step[RunLength - 1].GetInt32() : 0)),
    ];
}
