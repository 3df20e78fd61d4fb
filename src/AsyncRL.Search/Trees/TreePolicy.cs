using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>
/// How a search goes down its tree, and what new nodes begin with: <see cref="Uct"/>, <see cref="Puct"/> or
/// <see cref="GumbelAlphaZero"/>. One instance serves all threads of a search and holds nothing that changes during one.
/// </summary>
public abstract class TreePolicy
{
    /// <summary>Whether simulations also teach moves that were played later on (all moves as first).</summary>
    internal virtual bool UsesRave => false;

    /// <summary>Whether <see cref="Node.Evaluation"/> is read, so that the root needs one, too.</summary>
    internal virtual bool ReadsEvaluations => false;

    /// <summary>Checks what is set.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    internal virtual void Check()
    {
    }

    /// <summary>What the search does differently at its root; null for nothing.</summary>
    /// <param name="game">The game.</param>
    internal virtual RootControl? CreateRoot(Game game) => null;

    /// <summary>The child to go down to.</summary>
    /// <param name="parent">The node; its visits are at least 1.</param>
    /// <param name="children">Its children, at least one.</param>
    /// <param name="rave">Theirs where <see cref="UsesRave"/>, else empty.</param>
    /// <param name="virtualLoss">Losses that each simulation under way counts for.</param>
    /// <returns>The child's place among the children.</returns>
    internal abstract int Select(
        in Node parent, ReadOnlySpan<Node> children, ReadOnlySpan<RaveStatistics> rave, float virtualLoss);

    /// <summary>Writes <see cref="Node.Prior"/> and <see cref="Node.PriorWeight"/> of new children, which are 0.</summary>
    /// <param name="state">The position whose moves they are.</param>
    /// <param name="children">The children, with their moves.</param>
    /// <param name="policy">An evaluator's logits over all moves; empty where it gives none.</param>
    /// <param name="thread">The thread's number, for room of its own.</param>
    internal abstract void WritePriors(GameState state, Span<Node> children, ReadOnlySpan<float> policy, int thread);

    /// <summary>What a child's prior says to people: a value or a probability.</summary>
    /// <param name="child">The child.</param>
    internal virtual float ShownPrior(in Node child) => child.Prior;
}
