using AsyncRL.Search.Games;

namespace AsyncRL.Search.Players;

/// <summary>Plays legal moves uniformly at random; in Go it does not fill its own eyes, so that its games end.</summary>
/// <param name="seed">The seed.</param>
public sealed class RandomPlayer(ulong seed = 0) : IGamePlayer
{
    private FastRandom random = new(seed);
    private int[] moves = [];

    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public void Begin(GameState start)
    {
    }

    /// <inheritdoc/>
    public int Choose(GameState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (moves.Length < state.Game.Moves)
        {
            moves = new int[state.Game.Moves];
        }

        return moves[random.Below(state.WriteSearchMoves(moves))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    internal void Reseed(ulong value) => random = new FastRandom(value);
}
