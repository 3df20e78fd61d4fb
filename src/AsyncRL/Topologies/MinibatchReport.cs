using AsyncRL.Objectives;

namespace AsyncRL.Topologies;

/// <summary>What learning in minibatches has to report beside the losses, since the last report; with Stable-Baselines3's tag names.</summary>
internal sealed class MinibatchReport
{
    private long rows;
    private long clipped;
    private double divergence;
    private ExplainedVariance explained;

    public void Add(in SegmentLoss loss)
    {
        rows += loss.Rows;
        clipped += loss.Clipped;
        divergence += loss.Divergence;
    }

    public void Add(in ExplainedVariance batch) => explained.Add(batch);

    public void Drain(ICollection<(string Tag, double Value)> values)
    {
        double count = Math.Max(rows, 1);
        values.Add(("train/approx_kl", divergence / count));
        values.Add(("train/clip_fraction", clipped / count));
        values.Add(("train/explained_variance", explained.Value));
        rows = clipped = 0;
        divergence = 0;
        explained = default;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(rows);
        writer.Write(clipped);
        writer.Write(divergence);
        explained.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        rows = reader.ReadInt64();
        clipped = reader.ReadInt64();
        divergence = reader.ReadDouble();
        explained = ExplainedVariance.Load(reader);
    }
}
