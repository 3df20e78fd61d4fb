using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Search.Games;
using AsyncRL.Search.Players;

namespace AsyncRL.Search.AlphaZero;

/// <summary>Which network belongs to which game.</summary>
public static class GameNetworks
{
    /// <summary>The network of a game, with an output for each of its moves.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">Blocks, channels, and which further outputs are learned.</param>
    public static BoardTowerDescription Describe(Game game, AlphaZeroOptions options)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        return new BoardTowerDescription(game.Rows, game.Columns, game.Planes, MovesOf(game), new BoardTowerSettings
        {
            Channels = options.Channels,
            Blocks = options.Blocks,
            Ownership = game.HasOwners && options.OwnershipCoef > 0,
            Score = game.HasOwners && options.ScoreCoef > 0,
        });
    }

    /// <summary>Checks that a network is for a game.</summary>
    /// <param name="tower">The network.</param>
    /// <param name="game">The game.</param>
    /// <exception cref="ArgumentException">It is for another; the message says which.</exception>
    public static void RequireFit(BoardTowerDescription tower, Game game)
    {
        ArgumentNullException.ThrowIfNull(tower);
        ArgumentNullException.ThrowIfNull(game);
        if (tower.Rows != game.Rows || tower.Columns != game.Columns || tower.Planes != game.Planes
            || tower.Moves.Count != game.Moves || !tower.Moves.OfPoint.SequenceEqual(MovesOf(game).OfPoint))
        {
            throw new ArgumentException(
                $"The network is for {tower.Rows} x {tower.Columns} points of {tower.Planes} numbers and {tower.Moves.Count} " +
                $"moves, but {game.Name} has {game.Rows} x {game.Columns} points of {game.Planes} and {game.Moves} moves" +
                $"{(tower.Moves.Count == game.Moves ? ", perhaps elsewhere" : string.Empty)}; " +
                "name the game and the board that it was trained on.");
        }
    }

    /// <summary>The game that an environment plays.</summary>
    /// <param name="environment">The environment, perhaps within wrappers.</param>
    /// <returns>The game; null where it plays none.</returns>
    public static Game? GameOf(Environments.Environment? environment) => (environment?.Unwrapped as GameEnvironment)?.Game;

    /// <summary>The game that a policy was trained on, made anew from its environment's id and options.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>The game.</returns>
    /// <exception cref="ArgumentException">It was not trained on a game of this registry.</exception>
    public static Game GameOf(PolicyDescription policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Environments.Environment made = EnvironmentRegistry.Default.Make(policy.EnvironmentId, policy.EnvironmentOptions);
        using var owned = made as IDisposable;
        return GameOf(made) ?? throw new ArgumentException(
            $"The policy was trained on {policy.EnvironmentId}, which is no game with a search; name a run of Search/..., such " +
            "as Search/ConnectFour-v0.");
    }

    // Where all points are moves, and a pass; elsewhere columns.
    private static BoardMoves MovesOf(Game game)
    {
        int points = game.Rows * game.Columns;
        return game.Moves == points || (game.Moves == points + 1 && game.Pass == points)
            ? BoardMoves.Points(game.Rows, game.Columns, pass: game.Moves > points)
            : game.Moves == game.Columns && game.Pass < 0
                ? BoardMoves.Columns(game.Rows, game.Columns)
                : new BoardMoves(game.Moves, [.. Enumerable.Repeat(-1, points)]);
    }
}
