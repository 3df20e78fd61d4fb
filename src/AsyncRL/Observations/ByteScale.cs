using AsyncRL.Environments;

namespace AsyncRL.Observations;

/// <summary>Carries bytes from their bounds to 0 and 1. Immutable.</summary>
internal sealed class ByteScale
{
    private readonly float[] low;
    private readonly float[] factor;
    private readonly bool isUniform;

    public ByteScale(Box bytes)
    {
        low = bytes.Low.ToArray();
        factor = new float[low.Length];
        for (int i = 0; i < low.Length; i++)
        {
            // A byte that cannot change is read as 0.
            float range = bytes.High[i] - low[i];
            factor[i] = range > 0 ? 1f / range : 1f;
        }

        isUniform = Array.TrueForAll(low, x => x == 0f) && Array.TrueForAll(factor, x => x == factor[0]);
    }

    public void Apply(Span<float> bytes)
    {
        if (isUniform)
        {
            float all = factor[0];
            foreach (ref float x in bytes)
            {
                x *= all;
            }

            return;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (bytes[i] - low[i]) * factor[i];
        }
    }
}
