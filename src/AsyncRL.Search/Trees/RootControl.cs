namespace AsyncRL.Search.Trees;

/// <summary>
/// What a search does at its root, where that differs from the nodes below: noise, forced visits, another rule to go down and to
/// choose. One instance belongs to one search.
/// </summary>
internal abstract class RootControl
{
    /// <summary>A search begins; called before its threads start.</summary>
    /// <param name="root">The root; simulations kept from searches before may be in it.</param>
    /// <param name="children">Its children, at least one.</param>
    /// <param name="simulations">The simulations of the search; <see cref="long.MaxValue"/> where time alone ends it.</param>
    /// <param name="explores">Whether chance has a part, as when games are played to learn from.</param>
    public abstract void Begin(in Node root, ReadOnlySpan<Node> children, long simulations, bool explores);

    /// <summary>The child to go down to. Called from all threads of the search at once.</summary>
    /// <param name="root">The root.</param>
    /// <param name="children">Its children.</param>
    /// <param name="virtualLoss">Losses that each simulation under way counts for.</param>
    /// <returns>The child's place among the children.</returns>
    public abstract int Select(in Node root, ReadOnlySpan<Node> children, float virtualLoss);

    /// <summary>The child to play once the search has ended, or -1 for the search's own choice by bounds.</summary>
    /// <param name="root">The root.</param>
    /// <param name="children">Its children, none of which is a certain win.</param>
    public virtual int Choose(in Node root, ReadOnlySpan<Node> children) => -1;

    /// <summary>What the search recommends, for a network to learn.</summary>
    /// <param name="root">The root.</param>
    /// <param name="children">Its children, none of which is a certain win.</param>
    /// <param name="weights">Receives weights of at least 0, in any unit [children].</param>
    public abstract void WriteWeights(in Node root, ReadOnlySpan<Node> children, Span<float> weights);

    /// <summary>Starts the generator over.</summary>
    /// <param name="seed">The seed.</param>
    public abstract void Reseed(ulong seed);
}
