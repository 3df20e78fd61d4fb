using AsyncRL.Objectives;

namespace AsyncRL.Topologies;

/// <summary>What a learner has to report of its updates.</summary>
/// <remarks>
/// Written by the learner, drained by the coordinator's reports, under a lock of its own: no two learners share one, so that it
/// is contended for only while a report is made. What is learnt is never under a lock.
/// </remarks>
public sealed class UpdateStatistics
{
    private readonly Lock gate = new();
    private readonly UpdateTotals totals = new();

    /// <summary>Adds an update.</summary>
    /// <param name="loss">Its loss.</param>
    /// <param name="gradientNorm">Its gradient's norm before clipping.</param>
    /// <param name="staleness">Its staleness; 0 where parameters stand still.</param>
    /// <param name="scales">The factors that clipped the gradient of each group; empty where nothing is clipped.</param>
    public void Add(in LossSums loss, double gradientNorm, long staleness, ReadOnlySpan<float> scales = default)
    {
        bool clipped = scales.ContainsAnyExcept(1f);
        lock (gate)
        {
            totals.Add(loss, gradientNorm, staleness, clipped);
        }
    }

    /// <summary>Adds the losses of a batch whose gradient was dropped.</summary>
    /// <param name="loss">Its loss.</param>
    public void AddDropped(in LossSums loss)
    {
        lock (gate)
        {
            totals.Add(loss);
        }
    }

    /// <summary>Moves everything out.</summary>
    /// <param name="into">Receives the totals.</param>
    internal void Drain(UpdateTotals into)
    {
        ArgumentNullException.ThrowIfNull(into);
        lock (gate)
        {
            into.Add(totals);
            totals.Clear();
        }
    }

    /// <summary>Writes of what was not drained yet the part that only the check of a run's learning reads.</summary>
    /// <param name="writer">The checkpoint.</param>
    internal void SaveChecked(BinaryWriter writer)
    {
        lock (gate)
        {
            totals.SaveChecked(writer);
        }
    }

    /// <summary>Reads what <see cref="SaveChecked"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    internal void LoadChecked(BinaryReader reader)
    {
        lock (gate)
        {
            totals.LoadChecked(reader);
        }
    }

    /// <summary>Writes what was not drained yet.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        lock (gate)
        {
            totals.Save(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        lock (gate)
        {
            totals.Load(reader);
        }
    }
}
