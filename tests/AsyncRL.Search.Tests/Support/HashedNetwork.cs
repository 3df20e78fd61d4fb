using AsyncRL.Search.Games;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Support;

/// <summary>
/// A network that has learned nothing: each position has logits and a value of its own, of few bits, so that sums of values are
/// exact in whatever order they are added.
/// </summary>
internal sealed class HashedNetwork(bool givesPolicy = true) : LeafEvaluator
{
    public Action? Asked { get; init; }

    public override bool GivesPolicy => givesPolicy;

    public static float ValueOf(GameState state) => (Bits(state, 1000) / 512f) - 1;

    public static float LogitOf(GameState state, int move) => Bits(state, move) / 300f;

    public override void Evaluate(ReadOnlySpan<Leaf> leaves)
    {
        foreach (Leaf leaf in leaves)
        {
            Asked?.Invoke();
            leaf.Value = ValueOf(leaf.State);
            leaf.TraceLength = 0;
            for (int move = 0; move < leaf.Policy.Length; move++)
            {
                leaf.Policy[move] = LogitOf(leaf.State, move);
            }
        }
    }

    private static ulong Bits(GameState state, int what)
    {
        ulong key = state.Hash + (0x1234_5678_9ABCUL * (ulong)(what + 1));
        return FastRandom.Stir(ref key) >> 54;
    }
}
