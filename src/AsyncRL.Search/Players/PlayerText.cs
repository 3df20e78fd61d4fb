using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Players;

/// <summary>
/// Players as commands name them: <c>random</c>, <c>uct</c>, <c>uct:3000</c>, <c>uct:3000,threads=2,playouts=uniform</c>,
/// <c>uct:time=1.5</c>, <c>alpha-beta:8</c>, <c>perfect</c>, <c>gtp:COMMAND</c>.
/// </summary>
public static class PlayerText
{
    private static readonly string[] Kinds = ["random", "uct", "alpha-beta", "perfect", "gtp"];
    private static readonly string[] UctKeys = ["simulations", "time", "threads", "playouts", "seed", "nodes"];

    /// <summary>Makes a player.</summary>
    /// <param name="text">Its name and settings.</param>
    /// <param name="seed">The seed of players that draw, unless the text has one.</param>
    /// <param name="cancellation">Ends what takes long: a program's answer, and solving.</param>
    /// <exception cref="ArgumentException">There is no such player, or a setting is wrong.</exception>
    /// <exception cref="GtpProgramException">A program cannot be started.</exception>
    public static IGamePlayer Create(string text, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? text : text[..colon];
        string rest = colon < 0 ? string.Empty : text[(colon + 1)..];
        return kind switch
        {
            "random" when rest.Length == 0 => new RandomPlayer(seed),
            "perfect" when rest.Length == 0 => new PerfectConnectFour(cancellation),
            "alpha-beta" => new OthelloAlphaBeta(rest.Length == 0 ? 8 : (int)Whole("alpha-beta", rest)),
            "uct" => Uct(text, rest, seed),
            "gtp" => new GtpProgram(rest, cancellation: cancellation),
            "random" or "perfect" => throw new ArgumentException($"{kind} has no settings; write {kind} instead of '{text}'."),
            _ => throw new ArgumentException(
                $"There is no player '{kind}'" +
                (ClosestMatch.Find(kind, Kinds) is { } closest ? $"; did you mean '{closest}'?" : ".") +
                " There are random, uct:SIMULATIONS, alpha-beta:DEPTH, perfect and gtp:COMMAND."),
        };
    }

    private static UctPlayer Uct(string text, string rest, ulong seed)
    {
        SearchBudget budget = SearchBudget.Of(10_000);
        var settings = new SearchSettings { Seed = seed };
        bool heavy = true, counted = false;
        foreach (string part in rest.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? "simulations" : part[..equals], value = part[(equals + 1)..];
            switch (key)
            {
                case "simulations":
                    budget = budget with
                    {
                        Simulations = Whole(key, value) is var simulations and > 0
                            ? simulations
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
                case "playouts":
                    heavy = value switch
                    {
                        "heavy" => true,
                        "uniform" => false,
                        _ => throw new ArgumentException(
                            $"playouts={value} in '{text}' is unknown; playouts are heavy or uniform."),
                    };
                    break;
                default:
                    string hint = ClosestMatch.Find(key, UctKeys) is { } closest ? $"; did you mean '{closest}'?" : ".";
                    throw new ArgumentException(
                        $"uct has no setting '{key}'{hint} It reads {string.Join(", ", UctKeys)}.");
            }
        }

        // Whichever of the two was given ends a search, in any order; both where both were.
        budget = counted || budget.Time < TimeSpan.Zero ? budget : budget with { Simulations = long.MaxValue };
        settings.Check();
        return new UctPlayer(budget, settings, heavy, text);
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
