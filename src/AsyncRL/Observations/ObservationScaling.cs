namespace AsyncRL.Observations;

/// <summary>
/// Scales observations by a mean and a deviation: x becomes (x - mean) / deviation, clipped to [-10, 10]
/// as is customary (OpenAI Baselines).
/// </summary>
public sealed class ObservationScaling
{
    /// <summary>Greatest magnitude of a scaled number.</summary>
    public const float Limit = 10f;

    private readonly float[] mean;
    private readonly float[] deviation;

    /// <summary>Makes a scaling that changes nothing but to clip.</summary>
    /// <param name="length">Numbers of an observation.</param>
    public ObservationScaling(int length)
    {
        mean = new float[length];
        deviation = new float[length];
        deviation.AsSpan().Fill(1f);
    }

    /// <summary>The mean of each number.</summary>
    public Span<float> Mean => mean;

    /// <summary>The deviation of each number; greater than 0.</summary>
    public Span<float> Deviation => deviation;

    /// <summary>Scales an observation in place.</summary>
    /// <param name="observation">The observation.</param>
    public void Apply(Span<float> observation)
    {
        for (int i = 0; i < observation.Length; i++)
        {
            observation[i] = Math.Clamp((observation[i] - mean[i]) / deviation[i], -Limit, Limit);
        }
    }
}
