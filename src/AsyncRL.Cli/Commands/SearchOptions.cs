using System.CommandLine;
using AsyncRL.Search.Games;
using AsyncRL.Search.Trees;

namespace AsyncRL.Cli.Commands;

/// <summary>Options of games and searches that <c>play</c>, <c>match</c> and <c>gtp</c> have in common.</summary>
internal sealed class SearchOptions
{
    public Option<string> Game { get; } = new("--game")
    {
        Description = $"The game: {string.Join(", ", GameCatalog.Names)}.", DefaultValueFactory = _ => "go",
    };

    public Option<int?> Size { get; } = new("--size") { Description = "Rows and columns. Default: 9 in go, 8 in othello." };

    public Option<float?> Komi { get; } = new("--komi") { Description = "White's points in go. Default: 7." };

    public Option<int> Threads { get; } = new("--threads")
    {
        Description = "Threads on one tree.", DefaultValueFactory = _ => 1,
    };

    public Option<double?> Time { get; } = new("--time") { Description = "Seconds a move, instead of simulations." };

    public Option<long?> Simulations { get; } = new("--simulations") { Description = "Simulations a move. Default: 10,000." };

    public Option<ulong> Seed { get; } = new("--seed")
    {
        Description = "Seed of everything drawn.", DefaultValueFactory = _ => 0,
    };

    /// <summary>The game that was asked for.</summary>
    public Game GameOf(ParseResult parsed) =>
        GameCatalog.Create(parsed.GetValue(Game)!, parsed.GetValue(Size), parsed.GetValue(Komi));

    /// <summary>What a move may cost: both limits where both are given.</summary>
    public SearchBudget BudgetOf(ParseResult parsed)
    {
        double? time = parsed.GetValue(Time);
        long? simulations = parsed.GetValue(Simulations);
        if (time is <= 0 or > 1e6 or double.NaN)
        {
            throw new UsageException("--time must be more than 0 seconds and at most a million.");
        }

        if (simulations is < 1)
        {
            throw new UsageException("--simulations must be at least 1.");
        }

        return new SearchBudget(
            simulations ?? (time is null ? 10_000 : long.MaxValue),
            time is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);
    }

    /// <summary>Threads and seed.</summary>
    public SearchSettings SettingsOf(ParseResult parsed) => parsed.GetValue(Threads) is >= 1 and <= 256 and var threads
        ? new SearchSettings { Threads = threads, Seed = parsed.GetValue(Seed) }
        : throw new UsageException("--threads must be 1 to 256.");

    /// <summary>Refuses searchers that there are not.</summary>
    public static void Require(string searcher)
    {
        if (searcher != "uct")
        {
            throw new UsageException($"'{searcher}' cannot be played with; the searcher is uct.");
        }
    }
}
