namespace AsyncRL.Topologies;

/// <summary>
/// The share of the returns' variance that the values foresaw: 1 - Var(R - V) / Var(R). 1 is perfect, 0 no better than their mean.
/// </summary>
internal struct ExplainedVariance
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

    public void Add(double r, double v)
    {
        count++;
        returns += r;
        returnSquares += r * r;
        errors += r - v;
        errorSquares += (r - v) * (r - v);
    }

    public void Add(in ExplainedVariance other)
    {
        count += other.count;
        returns += other.returns;
        returnSquares += other.returnSquares;
        errors += other.errors;
        errorSquares += other.errorSquares;
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(count);
        writer.Write(returns);
        writer.Write(returnSquares);
        writer.Write(errors);
        writer.Write(errorSquares);
    }

    public static ExplainedVariance Load(BinaryReader reader) => new()
    {
        count = reader.ReadInt64(),
        returns = reader.ReadDouble(),
        returnSquares = reader.ReadDouble(),
        errors = reader.ReadDouble(),
        errorSquares = reader.ReadDouble(),
    };
}
