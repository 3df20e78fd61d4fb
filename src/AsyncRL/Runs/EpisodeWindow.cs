using AsyncRL.Play;

namespace AsyncRL.Runs;

/// <summary>
/// The last episodes of training, for the mean return and length that reports show (SB3's convention: the last 100).
/// </summary>
internal sealed class EpisodeWindow
{
    public const int Size = 100;

    private readonly EpisodeRecord[] ring = new EpisodeRecord[Size];
    private int held;
    private int next;

    /// <summary>Episodes finished since the run began.</summary>
    public long Total { get; private set; }

    public double MeanReturn => Mean(static e => e.Return);

    public double MeanLength => Mean(static e => e.Length);

    /// <summary>Adds episodes in their order.</summary>
    /// <param name="episodes">The episodes.</param>
    /// <param name="finished">How many they stand for: at least as many.</param>
    public void Add(List<EpisodeRecord> episodes, long finished)
    {
        Total += finished;
        foreach (EpisodeRecord episode in episodes)
        {
            ring[next] = episode;
            next = (next + 1) % Size;
            held = Math.Min(held + 1, Size);
        }
    }

    // The next one goes to the place that the total tells.
    public void Save(BinaryWriter writer)
    {
        writer.Write(Total);
        int first = (int)(Total % Size);
        for (int i = 0; i < Size; i++)
        {
            EpisodeRecord episode = ring[(next + i - first + Size) % Size];
            writer.Write(episode.Return);
            writer.Write(episode.Length);
        }
    }

    public void Load(BinaryReader reader)
    {
        Total = reader.ReadInt64();
        next = (int)(Total % Size);
        held = (int)Math.Min(Total, Size);
        for (int i = 0; i < Size; i++)
        {
            ring[i] = new EpisodeRecord(reader.ReadDouble(), reader.ReadInt64());
        }
    }

    // From the oldest on. NaN before the first episode has ended: there is nothing to show yet.
    private double Mean(Func<EpisodeRecord, double> select)
    {
        double sum = 0;
        for (int i = 0; i < held; i++)
        {
            sum += select(ring[(next - held + i + Size) % Size]);
        }

        return held == 0 ? double.NaN : sum / held;
    }
}
