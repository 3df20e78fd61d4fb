namespace AsyncRL.Search.AlphaZero;

/// <summary>What self-play has to report, since the last report.</summary>
internal struct SelfPlayCounts
{
    /// <summary>Games that ended.</summary>
    public long Games;

    /// <summary>Their moves.</summary>
    public long Moves;

    /// <summary>Games that ended by resignation.</summary>
    public long Resigned;

    /// <summary>Points of the first players: 1 a win, half a draw.</summary>
    public double FirstPoints;

    /// <summary>Positions that networks evaluated.</summary>
    public long Evaluations;

    /// <summary>Adds others.</summary>
    public void Add(in SelfPlayCounts other)
    {
        Games += other.Games;
        Moves += other.Moves;
        Resigned += other.Resigned;
        FirstPoints += other.FirstPoints;
        Evaluations += other.Evaluations;
    }

    /// <summary>Writes them.</summary>
    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(Games);
        writer.Write(Moves);
        writer.Write(Resigned);
        writer.Write(FirstPoints);
        writer.Write(Evaluations);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static SelfPlayCounts Load(BinaryReader reader) => new()
    {
        Games = reader.ReadInt64(),
        Moves = reader.ReadInt64(),
        Resigned = reader.ReadInt64(),
        FirstPoints = reader.ReadDouble(),
        Evaluations = reader.ReadInt64(),
    };
}
