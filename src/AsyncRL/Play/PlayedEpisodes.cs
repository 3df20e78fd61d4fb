namespace AsyncRL.Play;

/// <summary>
/// Episodes that a player finished and that were not reported yet, and how many of its continuous actions were at a bound.
/// </summary>
/// <remarks>
/// Written by the player, drained by the coordinator's reports, under a lock: it is taken once per episode, and
/// only a report ever contends for it. All are counted; of those that wait at most 65,535 are kept, a megabyte. Where the
/// coordinator is too busy to drain them in time, as in a long evaluation, every second one is dropped again and again.
/// The counts of actions are the player's alone to write and take no lock.
/// </remarks>
public sealed class PlayedEpisodes
{
    /// <summary>Kept episodes at which every second one is dropped.</summary>
    internal const int Most = 1 << 16;

    // Says in a checkpoint that episodes were dropped; otherwise their number comes first.
    private const int Thinned = -1;

    // Says that the tasks of the episodes stand behind them.
    private const int OfTasks = -2;

    private readonly Lock gate = new();
    private readonly List<EpisodeRecord> episodes = new(256);
    private long finished;   // since they were last drained
    private long every = 1;  // those whose number is a multiple of it are kept
    private long actionNumbers;
    private long actionNumbersAtBounds;
    private MeasureTotals? measures;

    /// <summary>Whether they should be drained soon, so that none is dropped. Any thread may ask.</summary>
    internal bool PileUp => Volatile.Read(ref finished) >= Most / 2;

    /// <summary>Numbers of continuous actions that were played. Written by the player alone, read while it plays.</summary>
    internal long ActionNumbers => Volatile.Read(ref actionNumbers);

    /// <summary>Those of them that were at a bound. Written by the player alone, read while it plays.</summary>
    internal long ActionNumbersAtBounds => Volatile.Read(ref actionNumbersAtBounds);

    /// <summary>Counts a continuous action.</summary>
    /// <param name="numbers">Its numbers.</param>
    /// <param name="atBounds">How many of them are at a bound.</param>
    internal void CountAction(int numbers, int atBounds) => CountActions(numbers, atBounds);

    /// <summary>Counts continuous actions.</summary>
    /// <param name="numbers">Their numbers.</param>
    /// <param name="atBounds">How many of them are at a bound.</param>
    internal void CountActions(long numbers, long atBounds)
    {
        actionNumbers += numbers;
        actionNumbersAtBounds += atBounds;
    }

    /// <summary>Adds a finished episode.</summary>
    /// <param name="episode">The episode.</param>
    public void Add(EpisodeRecord episode)
    {
        lock (gate)
        {
            Volatile.Write(ref finished, finished + 1);
            if (finished % every != 0)
            {
                return;
            }

            episodes.Add(episode);
            if (episodes.Count == Most)
            {
                DropEverySecond();
            }
        }
    }

    /// <summary>Names what environments measure of their episodes. Called once, before play.</summary>
    /// <param name="names">What <see cref="AddMeasures"/> will tell.</param>
    internal void Measure(IReadOnlyList<string> names) => measures = new MeasureTotals(names);

    /// <summary>Adds what was measured of a finished episode.</summary>
    /// <param name="values">A number for each name.</param>
    internal void AddMeasures(ReadOnlySpan<double> values)
    {
        lock (gate)
        {
            measures!.Add(values);
        }
    }

    /// <summary>A fresh sum of what is measured here; null where nothing is.</summary>
    internal MeasureTotals? SumMeasures() => measures is null ? null : new MeasureTotals(measures.Names);

    /// <summary>Moves what was measured out.</summary>
    /// <param name="into">Receives it; measures the same.</param>
    internal void DrainMeasures(MeasureTotals into)
    {
        lock (gate)
        {
            into.Take(measures!);
        }
    }

    /// <summary>Takes over what was measured elsewhere.</summary>
    /// <param name="totals">Of the same measures; cleared.</param>
    internal void TakeMeasures(MeasureTotals totals)
    {
        lock (gate)
        {
            measures!.Take(totals);
        }
    }

    /// <summary>Writes what was measured and not drained yet.</summary>
    internal void SaveMeasures(BinaryWriter writer)
    {
        lock (gate)
        {
            measures!.Save(writer);
        }
    }

    /// <summary>Reads what <see cref="SaveMeasures"/> wrote.</summary>
    internal void LoadMeasures(BinaryReader reader)
    {
        lock (gate)
        {
            measures!.Load(reader);
        }
    }

    /// <summary>Moves everything out.</summary>
    /// <param name="into">
    /// Receives the episodes: all of them, or, when more than 65,535 have gathered, evenly spread ones.
    /// </param>
    /// <returns>How many were finished.</returns>
    public long Drain(List<EpisodeRecord> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        lock (gate)
        {
            long drained = finished;
            into.AddRange(episodes);
            Clear();
            return drained;
        }
    }

    /// <summary>Writes what was not drained yet.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        lock (gate)
        {
            bool ofTasks = episodes.Exists(static e => e.Task != 0);
            if (ofTasks)
            {
                writer.Write(OfTasks);
            }

            if (every > 1)
            {
                writer.Write(Thinned);
                writer.Write(finished);
                writer.Write(every);
            }

            writer.Write(episodes.Count);
            EpisodeRecord.SaveAll(writer, episodes);
            foreach (EpisodeRecord episode in ofTasks ? episodes : [])
            {
                writer.Write(episode.Task);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        lock (gate)
        {
            Clear();
            int count = reader.ReadInt32();
            bool ofTasks = count == OfTasks;
            count = ofTasks ? reader.ReadInt32() : count;
            if (count == Thinned)
            {
                finished = reader.ReadInt64();
                every = reader.ReadInt64();
                EpisodeRecord.LoadAll(reader, reader.ReadInt32(), episodes);
            }
            else
            {
                // Checkpoints of versions before 0.2 may hold any number of them.
                for (; count > 0; count--)
                {
                    Add(new EpisodeRecord(reader.ReadDouble(), reader.ReadInt64()));
                }
            }

            for (int i = 0; ofTasks && i < episodes.Count; i++)
            {
                episodes[i] = episodes[i] with { Task = reader.ReadInt32() };
            }
        }
    }

    private void Clear()
    {
        episodes.Clear();
        Volatile.Write(ref finished, 0);
        every = 1;
    }

    private void DropEverySecond()
    {
        every *= 2;
        int left = episodes.Count / 2;
        for (int i = 0; i < left; i++)
        {
            episodes[i] = episodes[2 * i + 1];
        }

        episodes.RemoveRange(left, episodes.Count - left);
    }
}
