namespace AsyncRL.Play;

/// <summary>One finished episode, with the rewards as the environment gave them.</summary>
/// <param name="Return">Sum of raw rewards.</param>
/// <param name="Length">Steps.</param>
public readonly record struct EpisodeRecord(double Return, long Length)
{
    internal static void SaveAll(BinaryWriter writer, List<EpisodeRecord> episodes)
    {
        writer.Write(episodes.Count);
        foreach (EpisodeRecord episode in episodes)
        {
            writer.Write(episode.Return);
            writer.Write(episode.Length);
        }
    }

    internal static void LoadAll(BinaryReader reader, List<EpisodeRecord> episodes)
    {
        episodes.Clear();
        for (int n = reader.ReadInt32(); n > 0; n--)
        {
            episodes.Add(new EpisodeRecord(reader.ReadDouble(), reader.ReadInt64()));
        }
    }
}
