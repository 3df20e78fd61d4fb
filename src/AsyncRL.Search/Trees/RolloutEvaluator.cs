using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>Plays each position to its end with random moves, for any game.</summary>
public sealed class RolloutEvaluator : LeafEvaluator
{
    private readonly GameState state;
    private readonly int[] scratch;
    private FastRandom random;

    /// <summary>Makes room for a game's positions.</summary>
    /// <param name="game">The game.</param>
    /// <param name="seed">The seed of the moves.</param>
    public RolloutEvaluator(Game game, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(game);
        state = game.Start();
        scratch = new int[game.Moves];
        random = new FastRandom(seed);
    }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<Leaf> leaves)
    {
        foreach (Leaf leaf in leaves)
        {
            state.CopyFrom(leaf.State);
            int played = 0;
            while (!state.IsOver)
            {
                int move = state.PlayRandom(ref random, scratch);
                if (played < leaf.Trace.Length)
                {
                    leaf.Trace[played++] = (short)move;
                }
            }

            leaf.TraceLength = played;
            leaf.Value = state.Outcome;
        }
    }

    /// <inheritdoc/>
    public override void Reseed(ulong seed) => random = new FastRandom(seed);
}
