using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Go;

/// <summary>
/// Plays positions of Go to their end, uniformly or with local answers, and says who won by area. The traces are for RAVE.
/// </summary>
/// <param name="game">The game.</param>
/// <param name="heavy">Whether moves answer locally, after MoGo; two to three times as slow as uniform ones, and far
/// stronger.</param>
/// <param name="seed">The seed of the moves.</param>
public sealed class GoRolloutEvaluator(GoGame game, bool heavy = true, ulong seed = 0) : LeafEvaluator
{
    private readonly GoPlayout playout = new(game, heavy, seed);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<Leaf> leaves)
    {
        foreach (Leaf leaf in leaves)
        {
            var state = (GoState)leaf.State;
            int played = playout.Run(state, leaf.Trace);
            leaf.TraceLength = Math.Min(played, leaf.Trace.Length);
            leaf.Value = Math.Sign(playout.Board.QuickScore() - state.Compensation);
        }
    }

    /// <inheritdoc/>
    public override void Reseed(ulong seed) => playout.Reseed(seed);
}
