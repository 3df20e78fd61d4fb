using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.Synchronous;

/// <summary>How well the values foresaw the returns, since the last report.</summary>
internal sealed class BatchReport
{
    private ExplainedVariance explained;

    /// <summary>Adds a batch.</summary>
    /// <param name="batch">The batch.</param>
    public void Add(in ExplainedVariance batch) => explained.Add(batch);

    /// <summary>Moves out what there is to report.</summary>
    /// <param name="values">Receives tags and values.</param>
    public void Drain(ICollection<(string Tag, double Value)> values)
    {
        values.Add((ReportTags.ExplainedVariance, explained.Value));
        explained = default;
    }

    /// <summary>Writes what was not reported yet.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer) => explained.Save(writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader) => explained = ExplainedVariance.Load(reader);
}
