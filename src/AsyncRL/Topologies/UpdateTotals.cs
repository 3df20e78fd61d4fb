using AsyncRL.Objectives;

namespace AsyncRL.Topologies;

/// <summary>Sums over updates, for the reports.</summary>
public sealed class UpdateTotals
{
    /// <summary>Updates summed over.</summary>
    public long Updates { get; private set; }

    /// <summary>Decisions summed over.</summary>
    public long Rows { get; private set; }

    /// <summary>Sums of the losses (see <see cref="SegmentLoss"/>).</summary>
    public double Policy { get; private set; }

    /// <inheritdoc cref="SegmentLoss.Value"/>
    public double Value { get; private set; }

    /// <inheritdoc cref="SegmentLoss.Entropy"/>
    public double Entropy { get; private set; }

    /// <inheritdoc cref="SegmentLoss.Prediction"/>
    public double Prediction { get; private set; }

    /// <summary>Sum of the global gradient norms before clipping.</summary>
    public double GradientNorm { get; private set; }

    /// <summary>Sum of the staleness: updates by other actors between an actor's reading of theta and its own update.</summary>
    public double Staleness { get; private set; }

    /// <summary>Greatest staleness.</summary>
    public long StalenessMax { get; private set; }

    /// <summary>Adds one update.</summary>
    /// <param name="loss">Its loss.</param>
    /// <param name="gradientNorm">Its gradient's norm before clipping.</param>
    /// <param name="staleness">Its staleness.</param>
    public void Add(in SegmentLoss loss, double gradientNorm, long staleness)
    {
        Updates++;
        Rows += loss.Rows;
        Policy += loss.Policy;
        Value += loss.Value;
        Entropy += loss.Entropy;
        Prediction += loss.Prediction;
        GradientNorm += gradientNorm;
        Staleness += staleness;
        StalenessMax = Math.Max(StalenessMax, staleness);
    }

    /// <summary>Adds another set of totals.</summary>
    /// <param name="other">The other totals.</param>
    public void Add(UpdateTotals other)
    {
        Updates += other.Updates;
        Rows += other.Rows;
        Policy += other.Policy;
        Value += other.Value;
        Entropy += other.Entropy;
        Prediction += other.Prediction;
        GradientNorm += other.GradientNorm;
        Staleness += other.Staleness;
        StalenessMax = Math.Max(StalenessMax, other.StalenessMax);
    }

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        Updates = Rows = StalenessMax = 0;
        Policy = Value = Entropy = Prediction = GradientNorm = Staleness = 0;
    }

    /// <summary>Writes the totals to a checkpoint.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Updates);
        writer.Write(Rows);
        writer.Write(Policy);
        writer.Write(Value);
        writer.Write(Entropy);
        writer.Write(Prediction);
        writer.Write(GradientNorm);
        writer.Write(Staleness);
        writer.Write(StalenessMax);
    }

    /// <summary>Reads the totals from a checkpoint.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        Updates = reader.ReadInt64();
        Rows = reader.ReadInt64();
        Policy = reader.ReadDouble();
        Value = reader.ReadDouble();
        Entropy = reader.ReadDouble();
        Prediction = reader.ReadDouble();
        GradientNorm = reader.ReadDouble();
        Staleness = reader.ReadDouble();
        StalenessMax = reader.ReadInt64();
    }
}
