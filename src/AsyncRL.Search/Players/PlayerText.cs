using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Runs;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Players;

/// <summary>
/// Players as commands name them: <c>random</c>, <c>uct</c>, <c>uct:3000</c>, <c>uct:3000,threads=2,playouts=uniform</c>,
/// <c>uct:time=1.5</c>, <c>alpha-beta:8</c>, <c>perfect</c>, <c>gtp:COMMAND</c>, and the folder of a run of alphazero or a model
/// file of one: <c>RUN</c>, <c>RUN:200</c>, <c>RUN:time=1,threads=2,checkpoint=best,search=puct</c>. A run searches as it did in
/// training (<see cref="PlaySearch"/>) unless the text says otherwise.
/// </summary>
public static class PlayerText
{
    /// <summary>Simulations of a player with a network unless the text has a number.</summary>
    public const int NetworkSimulations = 400;

    /// <summary>Simulations of uct unless the text has a number.</summary>
    public const int DefaultSimulations = 10_000;

    private static readonly string[] Kinds = ["random", "uct", "alpha-beta", "perfect", "gtp"];
    private static readonly string[] UctKeys = ["simulations", "time", "threads", "playouts", "seed", "nodes"];
    private static readonly string[] RunKeys =
        ["simulations", "time", "threads", "checkpoint", "seed", "nodes", .. PlaySearch.Keys];

    /// <summary>Makes a player.</summary>
    /// <param name="text">Its name and settings.</param>
    /// <param name="seed">The seed of players that draw, unless the text has one.</param>
    /// <param name="load">Loads the model of a run; <see cref="RunModels.Load"/> if null.</param>
    /// <param name="cancellation">Ends what takes long: a search, a program's answer, solving.</param>
    /// <exception cref="ArgumentException">There is no such player, or a setting is wrong.</exception>
    /// <exception cref="GtpProgramException">A program cannot be started.</exception>
    public static IGamePlayer Create(
        string text, ulong seed = 0, Func<string, string?, TrainedPolicy>? load = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? text : text[..colon];
        string rest = colon < 0 ? string.Empty : text[(colon + 1)..];
        return kind switch
        {
            "random" when rest.Length == 0 => new RandomPlayer(seed),
            "perfect" when rest.Length == 0 => new PerfectConnectFour(cancellation),
            "alpha-beta" => new OthelloAlphaBeta(rest.Length == 0 ? 8 : (int)Whole("alpha-beta", rest), cancellation),
            "uct" => Uct(text, rest, seed, cancellation),
            "gtp" => new GtpProgram(rest, cancellation: cancellation),
            "random" or "perfect" => throw new ArgumentException($"{kind} has no settings; write {kind} instead of '{text}'."),
            _ when RunOf(text) is { } run => Network(text, run, seed, load ?? RunModels.Load, cancellation),
            _ => throw new ArgumentException(
                $"There is no {(kind.Contains('/', StringComparison.Ordinal) ? "file or folder" : "player")} '{kind}'" +
                (ClosestMatch.Find(kind, Kinds) is { } closest ? $"; did you mean '{closest}'?" : ".") +
                " There are random, uct:SIMULATIONS, alpha-beta:DEPTH, perfect, gtp:COMMAND, folders of runs and model files."),
        };
    }

    /// <summary>
    /// The run or model that a player's text begins with: the longest part before a colon that is a folder or a file.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>Its path; null where the text names another player.</returns>
    public static string? RunOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int end = text.Length; end > 0; end = text.LastIndexOf(':', end - 1))
        {
            string path = text[..end];
            if (Directory.Exists(path) || File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>
    /// Players of a list whose separator, the comma, also parts a player's settings: <c>uct:1000</c> and <c>nodes=500000</c> are
    /// one.
    /// </summary>
    /// <param name="parts">What stands between the commas.</param>
    internal static IReadOnlyList<string> Join(IReadOnlyList<string> parts)
    {
        var players = new List<string>();
        foreach (string part in parts)
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            bool isSetting = equals > 0 && (UctKeys.Contains(part[..equals]) || RunKeys.Contains(part[..equals]));
            if (isSetting && players is [.., var last] && !last.StartsWith("gtp:", StringComparison.Ordinal))
            {
                string settings = last[(RunOf(last)?.Length ?? 0)..];
                players[^1] = $"{last}{(settings.Contains(':', StringComparison.Ordinal) ? ',' : ':')}{part}";
            }
            else
            {
                players.Add(part);
            }
        }

        return players;
    }

    private static UctPlayer Uct(string text, string rest, ulong seed, CancellationToken cancellation)
    {
        bool heavy = true;
        (SearchBudget budget, SearchSettings settings) = Search("uct", rest, seed, DefaultSimulations, UctKeys, (key, value) =>
        {
            heavy = value switch
            {
                "heavy" => true,
                "uniform" => false,
                _ => throw new ArgumentException($"{key}={value} in '{text}' is unknown; playouts are heavy or uniform."),
            };
        });
        return new UctPlayer(budget, settings, heavy, text) { Cancellation = cancellation };
    }

    private static NetworkPlayer Network(
        string text, string run, ulong seed, Func<string, string?, TrainedPolicy> load, CancellationToken cancellation)
    {
        string? checkpoint = null;
        var given = new List<(string Key, string Value)>();
        string rest = text[Math.Min(text.Length, run.Length + 1)..];
        (SearchBudget budget, SearchSettings settings) = Search(
            "a run", rest, seed, NetworkSimulations, RunKeys, (key, value) =>
            {
                if (key == "checkpoint")
                {
                    checkpoint = value;
                }
                else
                {
                    given.Add((key, value));
                }
            });
        AlphaZeroOptions options = PlaySearch.Of(run, budget.Simulations, given);
        return new NetworkPlayer(load(run, checkpoint), budget, settings, options, text)
        {
            Cancellation = cancellation,
        };
    }

    // The settings that all searches have, and those that one kind has besides.
    private static (SearchBudget Budget, SearchSettings Settings) Search(
        string kind, string rest, ulong seed, int simulations, string[] keys, Action<string, string> own)
    {
        SearchBudget budget = SearchBudget.Of(simulations);
        var settings = new SearchSettings { Seed = seed };
        bool counted = false;
        foreach (string part in rest.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? "simulations" : part[..equals], value = part[(equals + 1)..];
            switch (key)
            {
                case "simulations":
                    budget = budget with
                    {
                        Simulations = Whole(key, value) is var count and > 0
                            ? count
                            : throw new ArgumentException($"simulations: '{value}' is too few; give at least 1."),
                    };
                    counted = true;
                    break;
                case "time":
                    budget = budget with { Time = TimeSpan.FromSeconds(Number(key, value)) };
                    break;
                case "threads":
                    settings = settings with { Threads = (int)Whole(key, value) };
                    break;
                case "seed":
                    settings = settings with { Seed = (ulong)Whole(key, value) };
                    break;
                case "nodes":
                    settings = settings with { NodeCapacity = (int)Whole(key, value) };
                    break;
                default:
                    if (!keys.Contains(key))
                    {
                        string hint = ClosestMatch.Find(key, keys) is { } closest ? $"; did you mean '{closest}'?" : ".";
                        throw new ArgumentException(
                            $"{kind} has no setting '{key}'{hint} It reads {string.Join(", ", keys)}.");
                    }

                    own(key, value);
                    break;
            }
        }

        // Whichever of the two was given ends a search, in any order; both where both were.
        budget = counted || budget.Time == Timeout.InfiniteTimeSpan ? budget : budget with { Simulations = long.MaxValue };
        settings.Check();
        return (budget, settings);
    }

    private static long Whole(string key, string value) =>
        long.TryParse(value.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture,
            out long number) && number <= int.MaxValue
            ? number
            : throw new ArgumentException(
                decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal any)
                    && any == decimal.Floor(any)
                    ? $"{key}: {value} is out of range; it must be from 0 to {int.MaxValue}."
                    : $"{key}: '{value}' is no whole number.");

    private static double Number(string key, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is > 0 and < 1e6
            ? number
            : throw new ArgumentException($"{key}: '{value}' is no number of seconds above 0.");
}
