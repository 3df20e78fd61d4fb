using AsyncRL.Play;

namespace AsyncRL.Runs;

/// <summary>Number, mean, variance and extremes of the returns of some episodes, and the extremes of their lengths.</summary>
internal struct ReturnMoments
{
    private double squares; // sum of the squared deviations from the mean

    /// <summary>Episodes.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean return; 0 without any.</summary>
    public double Mean { get; private set; }

    /// <summary>The unbiased variance of their returns; 0 of fewer than two.</summary>
    public readonly double Variance => Count < 2 ? 0 : squares / (Count - 1);

    /// <summary>The least return.</summary>
    public double Least { get; private set; }

    /// <summary>The greatest return.</summary>
    public double Greatest { get; private set; }

    /// <summary>Steps of the shortest.</summary>
    public long Shortest { get; private set; }

    /// <summary>Steps of the longest.</summary>
    public long Longest { get; private set; }

    /// <summary>Adds an episode.</summary>
    /// <param name="episode">The episode.</param>
    public void Add(EpisodeRecord episode) => Add(new ReturnMoments
    {
        Count = 1,
        Mean = episode.Return,
        Least = episode.Return,
        Greatest = episode.Return,
        Shortest = episode.Length,
        Longest = episode.Length,
    });

    /// <summary>Adds other episodes (Chan et al. 1979).</summary>
    /// <param name="other">The others.</param>
    public void Add(in ReturnMoments other)
    {
        if (Count == 0 || other.Count == 0)
        {
            this = Count == 0 ? other : this;
            return;
        }

        long count = Count + other.Count;
        double delta = other.Mean - Mean;
        squares += other.squares + delta * delta * Count * other.Count / count;
        Mean += delta * other.Count / count;
        Count = count;
        Least = Math.Min(Least, other.Least);
        Greatest = Math.Max(Greatest, other.Greatest);
        Shortest = Math.Min(Shortest, other.Shortest);
        Longest = Math.Max(Longest, other.Longest);
    }

    /// <summary>Writes the sums.</summary>
    /// <param name="writer">The checkpoint.</param>
    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(Mean);
        writer.Write(squares);
        writer.Write(Least);
        writer.Write(Greatest);
        writer.Write(Shortest);
        writer.Write(Longest);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>The sums.</returns>
    public static ReturnMoments Load(BinaryReader reader) => new()
    {
        Count = reader.ReadInt64(),
        Mean = reader.ReadDouble(),
        squares = reader.ReadDouble(),
        Least = reader.ReadDouble(),
        Greatest = reader.ReadDouble(),
        Shortest = reader.ReadInt64(),
        Longest = reader.ReadInt64(),
    };
}
