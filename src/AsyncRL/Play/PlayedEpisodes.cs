namespace AsyncRL.Play;

/// <summary>Episodes that a player finished and that were not reported yet.</summary>
/// <remarks>
/// Written by the player, drained by the coordinator's reports, under a lock: it is taken once per episode, and
/// only a report ever contends for it.
/// </remarks>
public sealed class PlayedEpisodes
{
    private readonly Lock gate = new();
    private readonly List<EpisodeRecord> episodes = new(256);

    /// <summary>Adds a finished episode.</summary>
    /// <param name="episode">The episode.</param>
    public void Add(EpisodeRecord episode)
    {
        lock (gate)
        {
            episodes.Add(episode);
        }
    }

    /// <summary>Moves everything out.</summary>
    /// <param name="into">Receives the episodes.</param>
    public void Drain(List<EpisodeRecord> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        lock (gate)
        {
            into.AddRange(episodes);
            episodes.Clear();
        }
    }

    /// <summary>Writes what was not drained yet.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        lock (gate)
        {
            EpisodeRecord.SaveAll(writer, episodes);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        lock (gate)
        {
            EpisodeRecord.LoadAll(reader, episodes);
        }
    }
}
