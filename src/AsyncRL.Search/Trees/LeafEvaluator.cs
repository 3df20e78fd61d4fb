namespace AsyncRL.Search.Trees;

/// <summary>
/// Says what positions at the leaves of a tree are worth: by playing on at random, by a network, or by both. Every thread of a
/// search has an evaluator of its own.
/// </summary>
public abstract class LeafEvaluator
{
    /// <summary>
    /// Whether <see cref="Leaf.Policy"/> is written. A search then gives a leaf its children at the first visit, with these
    /// priors.
    /// </summary>
    public virtual bool GivesPolicy => false;

    /// <summary>
    /// Evaluates positions: writes <see cref="Leaf.Value"/> of each, <see cref="Leaf.TraceLength"/> with the trace or 0, and
    /// <see cref="Leaf.Policy"/> if <see cref="GivesPolicy"/>.
    /// </summary>
    /// <param name="leaves">The positions, as many as the search's batch, or fewer.</param>
    public abstract void Evaluate(ReadOnlySpan<Leaf> leaves);

    /// <summary>Starts the evaluator's generator over, if it has one, so that a search is repeatable.</summary>
    /// <param name="seed">The seed.</param>
    public virtual void Reseed(ulong seed)
    {
    }
}
