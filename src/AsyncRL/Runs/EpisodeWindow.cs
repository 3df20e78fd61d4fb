using AsyncRL.Play;

namespace AsyncRL.Runs;

/// <summary>
/// The last episodes of training, for the mean return and length that reports show (SB3's convention: the last 100).
/// </summary>
internal sealed class EpisodeWindow
{
    public const int Size = 100;

    private readonly EpisodeRecord[] ring = new EpisodeRecord[Size];

    /// <summary>Episodes finished since the run began.</summary>
    public long Total { get; private set; }

    public double MeanReturn => Mean(static e => e.Return);

    public double MeanLength => Mean(static e => e.Length);

    public void Add(EpisodeRecord episode) => ring[Total++ % Size] = episode;

    public void Save(BinaryWriter writer)
    {
        writer.Write(Total);
        foreach (EpisodeRecord episode in ring)
        {
            writer.Write(episode.Return);
            writer.Write(episode.Length);
        }
    }

    public void Load(BinaryReader reader)
    {
        Total = reader.ReadInt64();
        for (int i = 0; i < Size; i++)
        {
            ring[i] = new EpisodeRecord(reader.ReadDouble(), reader.ReadInt64());
        }
    }

    // NaN before the first episode has ended: there is nothing to show yet.
    private double Mean(Func<EpisodeRecord, double> select)
    {
        int count = (int)Math.Min(Total, Size);
        return count == 0 ? double.NaN : ring.Take(count).Average(select);
    }
}
