using AsyncRL.Objectives;

namespace AsyncRL.Topologies;

/// <summary>Sums over updates, for the reports.</summary>
internal sealed class UpdateTotals
{
    private LossSums losses; // the sums alone; the rows are counted separately

    /// <summary>Updates summed over.</summary>
    public long Updates { get; private set; }

    /// <summary>Decisions summed over.</summary>
    public long Rows { get; private set; }

    /// <summary>Sum of the global gradient norms before clipping.</summary>
    public double GradientNorm { get; private set; }

    /// <summary>Sum of the staleness: updates by other actors between an actor's reading of theta and its own update.</summary>
    public double Staleness { get; private set; }

    /// <summary>Greatest staleness.</summary>
    public long StalenessMax { get; private set; }

    /// <summary>Updates of which some group's gradient was clipped.</summary>
    public long Clipped { get; private set; }

    /// <summary>How well values foresaw the returns.</summary>
    public ExplainedVariance Explained => losses.Explained;

    /// <summary>Adds one update.</summary>
    /// <param name="loss">Its loss.</param>
    /// <param name="gradientNorm">Its gradient's norm before clipping.</param>
    /// <param name="staleness">Its staleness.</param>
    /// <param name="clipped">Whether it was clipped.</param>
    public void Add(in LossSums loss, double gradientNorm, long staleness, bool clipped)
    {
        Updates++;
        Clipped += clipped ? 1 : 0;
        GradientNorm += gradientNorm;
        Staleness += staleness;
        StalenessMax = Math.Max(StalenessMax, staleness);
        Add(loss);
    }

    /// <summary>Adds losses without an update.</summary>
    /// <param name="loss">The losses.</param>
    public void Add(in LossSums loss)
    {
        Rows += loss.Rows;
        losses.AddSums(loss);
    }

    /// <summary>Adds another set of totals.</summary>
    /// <param name="other">The other totals.</param>
    public void Add(UpdateTotals other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Updates += other.Updates;
        Clipped += other.Clipped;
        Rows += other.Rows;
        losses.AddSums(other.losses);
        GradientNorm += other.GradientNorm;
        Staleness += other.Staleness;
        StalenessMax = Math.Max(StalenessMax, other.StalenessMax);
    }

    /// <summary>The mean of one of the objective's losses over the decisions; not a number without any.</summary>
    /// <param name="term">Index among the objective's losses.</param>
    /// <returns>The mean.</returns>
    public double Mean(int term) => Rows == 0 ? double.NaN : losses[term] / Rows;

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        Updates = Clipped = Rows = StalenessMax = 0;
        GradientNorm = Staleness = 0;
        losses = default;
    }

    /// <summary>Writes the totals to a checkpoint.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Updates);
        writer.Write(Rows);
        for (int i = 0; i < LossSums.Most; i++)
        {
            writer.Write(losses[i]);
        }

        writer.Write(GradientNorm);
        writer.Write(Staleness);
        writer.Write(StalenessMax);
    }

    /// <summary>Writes what only the check of a run's learning reads: apart, since earlier checkpoints do not have it.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void SaveChecked(BinaryWriter writer)
    {
        writer.Write(Clipped);
        losses.Explained.Save(writer);
    }

    /// <summary>Reads what <see cref="SaveChecked"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void LoadChecked(BinaryReader reader)
    {
        Clipped = reader.ReadInt64();
        losses.Explained = ExplainedVariance.Load(reader);
    }

    /// <summary>Reads the totals from a checkpoint.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        Updates = reader.ReadInt64();
        Rows = reader.ReadInt64();
        for (int i = 0; i < LossSums.Most; i++)
        {
            losses[i] = reader.ReadDouble();
        }

        GradientNorm = reader.ReadDouble();
        Staleness = reader.ReadDouble();
        StalenessMax = reader.ReadInt64();
    }
}
