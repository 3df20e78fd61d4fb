using AsyncRL.Objectives;

namespace AsyncRL.Runs;

/// <summary>What a stretch of a training came to: the figures that tell whether it learns.</summary>
internal record struct LearningFigures
{
    /// <summary>The episodes that ended in it.</summary>
    public ReturnMoments Returns { get; set; }

    /// <summary>Updates.</summary>
    public long Updates { get; set; }

    /// <summary>Those of them whose gradient was clipped.</summary>
    public long Clipped { get; set; }

    /// <summary>How well values foresaw the returns that were learnt from; nothing where a method has no such values.</summary>
    public ExplainedVariance Explained { get; set; }

    /// <summary>Sum of the policy's entropy over <see cref="Decisions"/>, in nats; 0 where a method has none.</summary>
    public double Entropy { get; set; }

    /// <summary>Decisions that were learnt from.</summary>
    public long Decisions { get; set; }

    /// <summary>Numbers of the continuous actions that were played.</summary>
    public long ActionNumbers { get; set; }

    /// <summary>Those of them that were at a bound.</summary>
    public long ActionNumbersAtBounds { get; set; }

    /// <summary>Adds those of another stretch.</summary>
    /// <param name="other">The other.</param>
    public void Add(in LearningFigures other)
    {
        ReturnMoments returns = Returns;
        returns.Add(other.Returns);
        Returns = returns;
        ExplainedVariance explained = Explained;
        explained.Add(other.Explained);
        Explained = explained;
        Updates += other.Updates;
        Clipped += other.Clipped;
        Entropy += other.Entropy;
        Decisions += other.Decisions;
        ActionNumbers += other.ActionNumbers;
        ActionNumbersAtBounds += other.ActionNumbersAtBounds;
    }

    /// <summary>Writes the figures.</summary>
    /// <param name="writer">The checkpoint.</param>
    public readonly void Save(BinaryWriter writer)
    {
        Returns.Save(writer);
        Explained.Save(writer);
        writer.Write(Updates);
        writer.Write(Clipped);
        writer.Write(Entropy);
        writer.Write(Decisions);
        writer.Write(ActionNumbers);
        writer.Write(ActionNumbersAtBounds);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>The figures.</returns>
    public static LearningFigures Load(BinaryReader reader) => new()
    {
        Returns = ReturnMoments.Load(reader),
        Explained = ExplainedVariance.Load(reader),
        Updates = reader.ReadInt64(),
        Clipped = reader.ReadInt64(),
        Entropy = reader.ReadDouble(),
        Decisions = reader.ReadInt64(),
        ActionNumbers = reader.ReadInt64(),
        ActionNumbersAtBounds = reader.ReadInt64(),
    };
}
