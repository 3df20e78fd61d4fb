using AsyncRL.Environments;

namespace AsyncRL.Play;

/// <summary>
/// Mean and greatest of what environments measure of their episodes (<see cref="IEpisodeMeasures"/>). Used by one thread at a
/// time.
/// </summary>
/// <param name="names">What is measured.</param>
internal sealed class MeasureTotals(IReadOnlyList<string> names)
{
    private readonly double[] sums = new double[names.Count];
    private readonly double[] greatest = new double[names.Count];
    private long episodes;

    /// <summary>What is measured.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>Adds an episode.</summary>
    /// <param name="values">Its measures, in the order of their names.</param>
    public void Add(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += values[i];
            greatest[i] = episodes == 0 ? values[i] : Math.Max(greatest[i], values[i]);
        }

        episodes++;
    }

    /// <summary>Adds the episodes of others that measure the same, and clears those.</summary>
    /// <param name="others">The others.</param>
    public void Take(MeasureTotals others)
    {
        for (int i = 0; i < sums.Length && others.episodes > 0; i++)
        {
            sums[i] += others.sums[i];
            greatest[i] = episodes == 0 ? others.greatest[i] : Math.Max(greatest[i], others.greatest[i]);
        }

        episodes += others.episodes;
        others.Clear();
    }

    /// <summary>Forgets all episodes.</summary>
    public void Clear()
    {
        Array.Clear(sums);
        episodes = 0;
    }

    /// <summary>Tells the mean and the greatest of each measure; NaN where no episode has ended.</summary>
    /// <param name="values">Receives them with their tags.</param>
    public void Report(List<(string Tag, double Value)> values)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            values.Add(($"rollout/{Names[i]}_mean", episodes == 0 ? double.NaN : sums[i] / episodes));
            values.Add(($"rollout/{Names[i]}_max", episodes == 0 ? double.NaN : greatest[i]));
        }
    }

    /// <summary>Writes everything.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(episodes);
        writer.Write(sums.Length);
        for (int i = 0; i < sums.Length; i++)
        {
            writer.Write(sums[i]);
            writer.Write(greatest[i]);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote; begins anew where it measured something else.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        episodes = reader.ReadInt64();
        int saved = reader.ReadInt32();
        for (int i = 0; i < saved; i++)
        {
            (double sum, double most) = (reader.ReadDouble(), reader.ReadDouble());
            if (saved == sums.Length)
            {
                (sums[i], greatest[i]) = (sum, most);
            }
        }

        if (saved != sums.Length)
        {
            Clear();
        }
    }
}
