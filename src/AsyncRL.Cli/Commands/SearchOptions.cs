using System.CommandLine;
using AsyncRL.Agents;
using AsyncRL.Runs;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Commands;

/// <summary>Options of games and searches that <c>play</c>, <c>match</c> and <c>gtp</c> have in common.</summary>
internal sealed class SearchOptions
{
    public Option<string> Game { get; } = new("--game")
    {
        Description = $"The game: {string.Join(", ", GameCatalog.Names)}; of a run its own.", DefaultValueFactory = _ => "go",
    };

    public Option<int?> Size { get; } = new("--size")
    {
        Description = "Rows and columns. Default: 9 in go, 8 in othello; of a run its own.",
    };

    public Option<float?> Komi { get; } = new("--komi") { Description = "White's points in go. Default: 7; of a run its own." };

    public Option<int> Threads { get; } = new("--threads")
    {
        Description = "Threads on one tree.", DefaultValueFactory = _ => 1,
    };

    public Option<double?> Time { get; } = new("--time") { Description = "Seconds a move, instead of simulations." };

    public Option<long?> Simulations { get; } = new("--simulations")
    {
        Description = "Simulations a move. Default: 10,000 of uct, 400 of a run.",
    };

    public Option<string?> Checkpoint { get; } = new("--checkpoint")
    {
        Description = "Of a run: best, last, final or a number of steps.",
    };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Of a run: how it searches, as in training unless given: key=value of " +
            $"{string.Join(", ", PlaySearch.Keys)}.",
    };

    /// <summary>For commands that play environments: whether a search helps a network of alphazero.</summary>
    public static Option<int> HelpingOption() => new("--simulations")
    {
        Description = "Of alphazero: simulations a move; 0 for the network alone.", DefaultValueFactory = _ => 0,
    };

    public Option<ulong> Seed { get; } = new("--seed")
    {
        Description = "Seed of everything drawn.", DefaultValueFactory = _ => 0,
    };

    /// <summary>The game that was asked for.</summary>
    public Game GameOf(ParseResult parsed) =>
        GameCatalog.Create(parsed.GetValue(Game)!, parsed.GetValue(Size), parsed.GetValue(Komi));

    /// <summary>The value of <see cref="HelpingOption"/>.</summary>
    /// <exception cref="UsageException">It is no such number, or the policy has no network for a search.</exception>
    public static int Helping(int simulations, TrainedPolicy? policy) => simulations switch
    {
        < 0 or > 10_000_000 => throw new UsageException("--simulations must be 0 to 10,000,000."),
        > 0 when policy?.Description.Tower is null => throw new UsageException(
            "--simulations is for networks that alphazero trained; leave it out."),
        _ => simulations,
    };

    /// <summary>The search that helps a network; null where none was asked for.</summary>
    /// <param name="run">The run's folder or model file.</param>
    /// <param name="policy">Its network.</param>
    /// <param name="environment">What it plays.</param>
    /// <param name="simulations">The value of <see cref="HelpingOption"/>.</param>
    /// <exception cref="UsageException">It is no such number, or the policy has no network for a search.</exception>
    public static SearchAgent? HelperOf(string run, TrainedPolicy policy, Environment environment, int simulations) =>
        Helping(simulations, policy) > 0
            ? new SearchAgent(policy, environment, simulations, PlaySearch.Of(run, simulations))
            : null;

    /// <summary>The game of a run, unless another was asked for, which is refused.</summary>
    /// <exception cref="ArgumentException">The run plays another game or board.</exception>
    public Game GameOf(ParseResult parsed, TrainedPolicy policy)
    {
        EnvironmentSettings.RequireId(policy.Description.EnvironmentId);
        Game own = GameNetworks.GameOf(policy.Description);
        bool named = parsed.GetResult(Game) is { Implicit: false };
        bool asks = named || parsed.GetValue(Size) is not null || parsed.GetValue(Komi) is not null;
        if (asks && own is not Othello && !GameCatalog.Names.Contains(own.Name))
        {
            throw new UsageException(
                $"The run plays {own.Name} on {own.Columns} x {own.Rows}, which is not one of the program's own games; leave " +
                "--game, --size and --komi out.");
        }

        string ownName = own is Othello ? "othello" : own.Name, name = named ? parsed.GetValue(Game)! : ownName;
        Game asked = asks
            ? GameCatalog.Create(
                name,
                parsed.GetValue(Size) ?? (name == ownName && own.Rows == own.Columns ? own.Rows : null),
                parsed.GetValue(Komi) ?? (name == ownName ? (own as GoGame)?.Rules.Komi : null))
            : own;
        return asked.Name == own.Name && asked.Rows == own.Rows ? asked : throw new ArgumentException(
            $"The run plays {own.Name} on {own.Columns} x {own.Rows}, not {asked.Name} on {asked.Columns} x {asked.Rows}.");
    }

    /// <summary>The game that all runs play, or without runs the one that was asked for.</summary>
    /// <exception cref="ArgumentException">A run plays another game or board.</exception>
    public Game GameOf(ParseResult parsed, IReadOnlyList<TrainedPolicy> policies)
    {
        if (policies.Count == 0)
        {
            return GameOf(parsed);
        }

        Game game = GameOf(parsed, policies[0]);
        foreach (TrainedPolicy policy in policies)
        {
            Game own = GameNetworks.GameOf(policy.Description);
            if (own.Name != game.Name || own.Rows != game.Rows)
            {
                throw new UsageException(
                    $"One run plays {game.Name} on {game.Columns} x {game.Rows}, another {own.Name} on {own.Columns} x " +
                    $"{own.Rows}; name runs of one game.");
            }

            GameNetworks.RequireFit(policy.Description.Tower!, game);
        }

        return game;
    }

    /// <summary>What a move may cost: both limits where both are given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="simulations">Simulations unless something was given.</param>
    public SearchBudget BudgetOf(ParseResult parsed, int simulations = PlayerText.DefaultSimulations)
    {
        double? time = parsed.GetValue(Time);
        long? wanted = parsed.GetValue(Simulations);
        if (time is <= 0 or > 1e6 or double.NaN)
        {
            throw new UsageException("--time must be more than 0 seconds and at most a million.");
        }

        if (wanted is < 1)
        {
            throw new UsageException("--simulations must be at least 1.");
        }

        return new SearchBudget(
            wanted ?? (time is null ? simulations : long.MaxValue),
            time is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);
    }

    /// <summary>Threads and seed.</summary>
    public SearchSettings SettingsOf(ParseResult parsed) => parsed.GetValue(Threads) is >= 1 and <= 256 and var threads
        ? new SearchSettings { Threads = threads, Seed = parsed.GetValue(Seed) }
        : throw new UsageException("--threads must be 1 to 256.");

    /// <summary>How a run searches: as it was trained, unless something was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">The run's folder or model file.</param>
    /// <param name="budget">What a move may cost.</param>
    public AlphaZeroOptions PlayOf(ParseResult parsed, string run, SearchBudget budget) =>
        PlaySearch.Of(run, budget.Simulations, CommonOptions.Pairs("--set", parsed.GetValue(Set), "search=puct"));

    /// <summary>The network of a searcher that is a run; null for uct.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static TrainedPolicy? NetworkOf(string searcher, string? checkpoint) =>
        searcher == "uct" ? null
        : PlayerText.RunOf(searcher) == searcher ? RunModels.Load(searcher, checkpoint)
        : throw new UsageException($"'{searcher}' cannot be played with; the searcher is uct, or a run's folder or model file.");
}
