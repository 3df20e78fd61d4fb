using AsyncRL.Environments;

namespace AsyncRL.Play;

/// <summary>
/// Tells which numbers of a continuous action are at a bound: within a tenth of their range of it, since exploration keeps even a
/// policy that is stuck there some way off. Immutable.
/// </summary>
internal sealed class ActionEdges
{
    private const float Share = 0.1f;

    private readonly float[] low;
    private readonly float[] high;

    /// <summary>Takes the bounds of a box; where there is none, or nothing between them, no number is at it.</summary>
    /// <param name="box">The action space.</param>
    public ActionEdges(Box box)
    {
        low = box.Low.ToArray();
        high = box.High.ToArray();
        for (int d = 0; d < low.Length; d++)
        {
            float range = high[d] - low[d];
            float margin = float.IsFinite(range) ? Share * range : 0f;
            low[d] = float.IsInfinity(low[d]) || range == 0 ? float.NaN : low[d] + margin;
            high[d] = float.IsInfinity(high[d]) || range == 0 ? float.NaN : high[d] - margin;
        }
    }

    /// <summary>How many numbers of an action are at a bound.</summary>
    /// <param name="action">The action, inside the box.</param>
    /// <returns>From 0 to the numbers of an action.</returns>
    public int Count(ReadOnlySpan<float> action)
    {
        int count = 0;
        for (int d = 0; d < action.Length; d++)
        {
            // Nothing compares with the NaN of a bound that is not there.
            count += action[d] <= low[d] || action[d] >= high[d] ? 1 : 0;
        }

        return count;
    }
}
