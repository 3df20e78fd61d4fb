namespace AsyncRL.Search.Trees;

/// <summary>
/// The mixture of AlphaGo (Silver et al. 2016, "Mastering the game of Go with deep neural networks and tree search", methods):
/// V = (1 - lambda) v + lambda z, of two evaluators.
/// </summary>
/// <param name="first">Gives v, and the policy where it has one.</param>
/// <param name="second">Gives z, and the trace.</param>
/// <param name="lambda">The second one's share, 0 to 1; the paper's is 0.5.</param>
/// <exception cref="ArgumentException">The share is out of range.</exception>
public sealed class MixedEvaluator(LeafEvaluator first, LeafEvaluator second, float lambda = 0.5f) : LeafEvaluator
{
    private readonly float lambda = lambda is >= 0 and <= 1
        ? lambda
        : throw new ArgumentException(FormattableString.Invariant($"lambda is {lambda}; it must be 0 to 1."), nameof(lambda));

    private float[] values = [];

    /// <inheritdoc/>
    public override bool GivesPolicy => first.GivesPolicy;

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<Leaf> leaves)
    {
        if (values.Length < leaves.Length)
        {
            values = new float[leaves.Length];
        }

        first.Evaluate(leaves);
        for (int i = 0; i < leaves.Length; i++)
        {
            values[i] = leaves[i].Value;
        }

        second.Evaluate(leaves);
        for (int i = 0; i < leaves.Length; i++)
        {
            leaves[i].Value = ((1 - lambda) * values[i]) + (lambda * leaves[i].Value);
        }
    }

    /// <inheritdoc/>
    public override void Reseed(ulong seed)
    {
        first.Reseed(seed);
        second.Reseed(seed);
    }
}
