using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>
/// A network as an evaluator: writes the features of leaves side by side, asks for logits and values, and hands them out in the
/// views that a search wants. Each position may be turned at random before, and its policy back after, as in AlphaGo (Silver et
/// al. 2016). What the network is, a derived class says.
/// </summary>
public abstract class NetworkEvaluator : LeafEvaluator
{
    private readonly Game game;
    private readonly bool turns;
    private readonly float[] features;
    private readonly float[] straight;    // one position before it is turned
    private readonly float[] policies;
    private readonly float[] values;
    private readonly int[] symmetries;
    private FastRandom random;

    /// <summary>Makes room.</summary>
    /// <param name="game">The game.</param>
    /// <param name="batch">The most positions that the network takes at once, at least 1; further leaves wait.</param>
    /// <param name="turns">Whether each position is turned in a random way out of <see cref="Game.Symmetries"/>.</param>
    /// <param name="seed">The seed of these.</param>
    protected NetworkEvaluator(Game game, int batch = 1, bool turns = false, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        this.game = game;
        this.turns = turns && game.Symmetries > 1;
        features = new float[batch * game.FeatureLength];
        straight = new float[game.FeatureLength];
        policies = new float[batch * game.Moves];
        values = new float[batch];
        symmetries = new int[batch];
        random = new FastRandom(seed);
    }

    /// <inheritdoc/>
    public override bool GivesPolicy => true;

    /// <inheritdoc/>
    public sealed override void Evaluate(ReadOnlySpan<Leaf> leaves)
    {
        while (!leaves.IsEmpty)
        {
            int count = Math.Min(leaves.Length, values.Length);
            EvaluateTogether(leaves[..count]);
            leaves = leaves[count..];
        }
    }

    /// <inheritdoc/>
    public override void Reseed(ulong seed) => random = new FastRandom(seed);

    /// <summary>Asks the network.</summary>
    /// <param name="features">
    /// Features from the view of the player to move [positions x <see cref="Game.FeatureLength"/>], as
    /// <see cref="GameState.WriteFeatures"/> writes them: rows, columns, planes.
    /// </param>
    /// <param name="policies">
    /// Receives the logits of all moves [positions x <see cref="Game.Moves"/>]; those of legal moves must be finite.
    /// </param>
    /// <param name="values">Receives what the player to move may expect, -1 to 1 [positions].</param>
    protected abstract void Infer(ReadOnlySpan<float> features, Span<float> policies, Span<float> values);

    private void EvaluateTogether(ReadOnlySpan<Leaf> leaves)
    {
        int length = game.FeatureLength, moves = game.Moves;
        for (int i = 0; i < leaves.Length; i++)
        {
            Span<float> own = features.AsSpan(i * length, length);
            symmetries[i] = turns ? random.Below(game.Symmetries) : 0;
            if (symmetries[i] == 0)
            {
                leaves[i].State.WriteFeatures(own);
            }
            else
            {
                leaves[i].State.WriteFeatures(straight);
                game.MapFeatures(symmetries[i], straight, own);
            }
        }

        Infer(
            features.AsSpan(0, leaves.Length * length), policies.AsSpan(0, leaves.Length * moves),
            values.AsSpan(0, leaves.Length));
        for (int i = 0; i < leaves.Length; i++)
        {
            Leaf leaf = leaves[i];
            leaf.Value = leaf.State.Player == 0 ? values[i] : -values[i];
            leaf.TraceLength = 0;
            ReadOnlySpan<float> turned = policies.AsSpan(i * moves, moves);
            for (int move = 0; move < moves; move++)
            {
                leaf.Policy[move] = turned[game.MapMove(symmetries[i], move)];
            }
        }
    }
}
