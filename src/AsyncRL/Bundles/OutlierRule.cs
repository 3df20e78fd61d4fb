namespace AsyncRL.Bundles;

/// <summary>
/// Which gradients a bundle does not send: those of minibatches whose absolute loss is higher than its running mean by so many
/// running standard deviations (Nair et al. 2015).
/// </summary>
/// <remarks>
/// Mean and deviation are those of all losses so far, and from the hundredth on decay as those of the last hundred or so. An
/// outlier counts in them, too: where losses rise for good, some seven are dropped before the new height is no outlier any more.
/// </remarks>
/// <param name="deviations">How many; 0 drops none.</param>
internal sealed class OutlierRule(double deviations)
{
    /// <summary>Losses before the first that may be dropped.</summary>
    public const int WarmUp = 100;

    private long count;

    /// <summary>The running mean of the losses.</summary>
    public double Mean { get; private set; }

    /// <summary>Their running variance.</summary>
    public double Variance { get; private set; }

    /// <summary>Judges a loss by those before it, and adds it to them.</summary>
    /// <param name="loss">The minibatch's mean absolute loss; finite.</param>
    /// <returns>Whether its gradient is dropped.</returns>
    public bool Drops(double loss)
    {
        double difference = loss - Mean;
        bool drops = deviations > 0 && count >= WarmUp && difference > deviations * Math.Sqrt(Variance);
        count++;
        double rate = Math.Max(1.0 / count, 1.0 / WarmUp);
        Mean += rate * difference;
        Variance = (1 - rate) * (Variance + rate * difference * difference);
        return drops;
    }

    /// <summary>Writes the running numbers.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(count);
        writer.Write(Mean);
        writer.Write(Variance);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        count = reader.ReadInt64();
        Mean = reader.ReadDouble();
        Variance = reader.ReadDouble();
    }
}
