using AsyncRL.Environments;
using AsyncRL.Serialization;

namespace AsyncRL.Curiosity;

/// <summary>
/// The returns of bonuses so far: in each environment F becomes gamma F + i with every step, through the ends of episodes and of
/// batches. Bonuses are divided by the deviation of all F (Burda et al. 2018, section 2.4).
/// </summary>
/// <param name="environments">Environments played side by side.</param>
/// <param name="gamma">The discount of bonuses.</param>
internal sealed class BonusFilter(int environments, float gamma)
{
    private readonly float[] returns = new float[environments];

    /// <summary>Adds the returns after each step to what is known of them.</summary>
    /// <param name="bonuses">Bonuses, time-major [rows]: row t * environments + b is step t of environment b.</param>
    /// <param name="moments">Receives every F.</param>
    public void Add(ReadOnlySpan<float> bonuses, RunningMoments moments)
    {
        for (int i = 0; i < bonuses.Length; i++)
        {
            ref float f = ref returns[i % returns.Length];
            f = gamma * f + bonuses[i];
            moments.Add(new ReadOnlySpan<float>(in f));
        }
    }

    /// <summary>Writes the state.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer) => writer.WriteArray<float>(returns);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader) => reader.ReadArray<float>(returns);
}
