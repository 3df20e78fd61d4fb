using System.Globalization;

namespace AsyncRL.Environments.Checking;

/// <summary>Collects mean, deviation and range of each element of a stream of observations.</summary>
internal sealed class ElementSpreads(int length)
{
    private readonly RunningMoments moments = new(length);
    private readonly float[] low = Filled(length, float.PositiveInfinity);
    private readonly float[] high = Filled(length, float.NegativeInfinity);

    /// <summary>The spread of every element; at least one observation was added.</summary>
    public IReadOnlyList<Spread> All => [.. Enumerable.Range(0, length).Select(i => new Spread(
        moments.Mean(i),
        moments.Count > 1 ? Math.Sqrt(moments.Variance(i) * moments.Count / (moments.Count - 1)) : 0,
        low[i],
        high[i]))];

    public void Add(float[] observation)
    {
        for (int i = 0; i < observation.Length; i++)
        {
            float value = observation[i];
            if (!float.IsFinite(value))
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Element {i} of observation {moments.Count + 1} is {value}; " +
                    $"observations must be finite, see 'asyncrl check-env'."));
            }

            low[i] = Math.Min(low[i], value);
            high[i] = Math.Max(high[i], value);
        }

        moments.Add(observation);
    }

    private static float[] Filled(int length, float value)
    {
        var array = new float[length];
        Array.Fill(array, value);
        return array;
    }
}
