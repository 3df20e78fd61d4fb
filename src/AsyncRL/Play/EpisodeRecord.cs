namespace AsyncRL.Play;

/// <summary>One finished episode, with the rewards as the environment gave them.</summary>
/// <param name="Return">Sum of raw rewards.</param>
/// <param name="Length">Steps.</param>
public readonly record struct EpisodeRecord(double Return, long Length)
{
    /// <summary>Of trainings of several tasks: the number of the task, from 0. Default 0.</summary>
    public int Task { get; init; }

    internal static void SaveAll(BinaryWriter writer, List<EpisodeRecord> episodes)
    {
        foreach (EpisodeRecord episode in episodes)
        {
            writer.Write(episode.Return);
            writer.Write(episode.Length);
        }
    }

    internal static void LoadAll(BinaryReader reader, int count, List<EpisodeRecord> episodes)
    {
        for (int n = count; n > 0; n--)
        {
            episodes.Add(new EpisodeRecord(reader.ReadDouble(), reader.ReadInt64()));
        }
    }
}
