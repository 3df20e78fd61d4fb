namespace AsyncRL.Objectives;

/// <summary>
/// The share of the returns' variance that the values foresaw: 1 - Var(R - V) / Var(R). 1 is perfect, 0 no better than their
/// mean.
/// </summary>
public struct ExplainedVariance
{
    private long count;
    private double returns;
    private double returnSquares;
    private double errors;
    private double errorSquares;

    /// <summary>The share; NaN where all returns are alike.</summary>
    public readonly double Value
    {
        get
        {
            double variance = returnSquares - returns * returns / count;
            return variance > 0 ? 1 - (errorSquares - errors * errors / count) / variance : double.NaN;
        }
    }

    /// <summary>States that were added.</summary>
    internal readonly long Count => count;

    /// <summary>Adds a state.</summary>
    /// <param name="r">Its return.</param>
    /// <param name="v">The value that was predicted.</param>
    public void Add(double r, double v)
    {
        count++;
        returns += r;
        returnSquares += r * r;
        errors += r - v;
        errorSquares += (r - v) * (r - v);
    }

    /// <summary>Adds the states of another.</summary>
    /// <param name="other">The other.</param>
    public void Add(in ExplainedVariance other)
    {
        count += other.count;
        returns += other.returns;
        returnSquares += other.returnSquares;
        errors += other.errors;
        errorSquares += other.errorSquares;
    }

    /// <summary>Writes the sums.</summary>
    /// <param name="writer">The checkpoint.</param>
    internal readonly void Save(BinaryWriter writer)
    {
        writer.Write(count);
        writer.Write(returns);
        writer.Write(returnSquares);
        writer.Write(errors);
        writer.Write(errorSquares);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>The sums.</returns>
    internal static ExplainedVariance Load(BinaryReader reader) => new()
    {
        count = reader.ReadInt64(),
        returns = reader.ReadDouble(),
        returnSquares = reader.ReadDouble(),
        errors = reader.ReadDouble(),
        errorSquares = reader.ReadDouble(),
    };
}
