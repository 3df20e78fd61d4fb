using AsyncRL.Agents;
using AsyncRL.Neural;
using AsyncRL.Search.Games;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.AlphaZero;

/// <summary>Plays by a trained network and a search.</summary>
/// <param name="policy">The network, as alphazero trained it.</param>
/// <param name="budget">What each move may cost.</param>
/// <param name="settings">Threads, seed and the rest; all defaults if null.</param>
/// <param name="options">How to search; as alphazero does if null.</param>
/// <param name="name">What it is called; null for a name by the algorithm and the steps of training.</param>
/// <exception cref="ArgumentException">The policy has no network for boards.</exception>
public sealed class NetworkPlayer(
    TrainedPolicy policy, SearchBudget budget, SearchSettings? settings = null, AlphaZeroOptions? options = null,
    string? name = null)
    : SearchPlayer(
        game => CreateSearch(policy, game, settings, options), budget,
        name ?? $"{policy.Description.Algorithm} {policy.Description.Steps}")
{
    /// <summary>The trained network.</summary>
    public TrainedPolicy Policy { get; } = policy;

    /// <summary>What the network is.</summary>
    public BoardTowerDescription Tower { get; } = TowerOf(policy);

    /// <summary>Makes a search by a network.</summary>
    /// <param name="policy">The network, as alphazero trained it.</param>
    /// <param name="game">The game.</param>
    /// <param name="settings">Threads, seed and the rest; all defaults if null.</param>
    /// <param name="options">How to search; as alphazero does if null.</param>
    /// <exception cref="ArgumentException">The network is for another board or game, or there is none.</exception>
    public static TreeSearch CreateSearch(
        TrainedPolicy policy, Game game, SearchSettings? settings = null, AlphaZeroOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(game);
        BoardTowerDescription tower = TowerOf(policy);
        settings ??= new SearchSettings();
        options ??= new AlphaZeroOptions();
        return new TreeSearch(game, NetworkSearch.PolicyOf(options), thread =>
        {
            var evaluator = new TowerEvaluator(game, tower, options.Symmetries, settings.Seed + (ulong)thread);
            evaluator.Load(policy.Parameters);
            return evaluator;
        }, settings);
    }

    private static BoardTowerDescription TowerOf(TrainedPolicy policy) => policy.Description.Tower ?? throw new ArgumentException(
        $"The model of {policy.Description.Algorithm} on {policy.Description.EnvironmentId} has no network for a search; " +
        "name one that alphazero trained.");
}
