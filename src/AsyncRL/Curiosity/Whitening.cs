using AsyncRL.Environments;
using AsyncRL.Serialization;

namespace AsyncRL.Curiosity;

/// <summary>
/// Makes what is observed alike in scale, number by number: x = clip((o - mu) / sigma, -5, 5) (Burda et al. 2018, section 2.4).
/// </summary>
/// <remarks>
/// A number that never changed has sigma 0: it is 0 as long as it stays what it was, and at the limit when it is anything else
/// for the first time, as in a grid of zeros and ones whenever something is seen in a new place.
/// </remarks>
/// <param name="length">Numbers of an observation.</param>
internal sealed class Whitening(int length)
{
    /// <summary>Greatest magnitude of a number.</summary>
    public const float Limit = 5f;

    private readonly float[] mean = new float[length];
    private readonly float[] deviation = Ones(length);

    /// <summary>Takes the mean and the deviation of what was seen; as long as nothing was, 0 and 1.</summary>
    /// <param name="moments">What was seen.</param>
    public void Follow(RunningMoments moments)
    {
        for (int i = 0; i < mean.Length; i++)
        {
            mean[i] = (float)moments.Mean(i);
            deviation[i] = (float)Math.Sqrt(moments.Variance(i));
        }
    }

    /// <summary>Whitens an observation in place.</summary>
    /// <param name="x">The observation; finite.</param>
    public void Apply(Span<float> x)
    {
        for (int i = 0; i < x.Length; i++)
        {
            float distance = x[i] - mean[i];

            // 0 / 0 is not a number; any other distance over 0 is infinite, and clipped.
            x[i] = distance == 0f ? 0f : Math.Clamp(distance / deviation[i], -Limit, Limit);
        }
    }

    /// <summary>Writes the state.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.WriteArray<float>(mean);
        writer.WriteArray<float>(deviation);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        reader.ReadArray<float>(mean);
        reader.ReadArray<float>(deviation);
    }

    private static float[] Ones(int length)
    {
        var ones = new float[length];
        ones.AsSpan().Fill(1f);
        return ones;
    }
}
