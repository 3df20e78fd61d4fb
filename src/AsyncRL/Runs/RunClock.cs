namespace AsyncRL.Runs;

/// <summary>
/// When the next report, evaluation and checkpoint are due, and what the run remembers besides
/// its learners. Saved in checkpoints.
/// </summary>
internal sealed class RunClock
{
    public long NextReport { get; set; }

    public long NextEvaluation { get; set; }

    public long NextCheckpoint { get; set; }

    public int Evaluations { get; set; }

    public double BestEvaluation { get; set; } = double.NegativeInfinity;

    /// <summary>Seconds spent before this process took the run up.</summary>
    public double EarlierSeconds { get; set; }

    /// <summary>The first multiple of an interval beyond a step.</summary>
    public static long After(long step, long interval) => interval <= 0 ? long.MaxValue : (step / interval + 1) * interval;

    public void Save(BinaryWriter writer, double elapsedSeconds)
    {
        writer.Write(NextReport);
        writer.Write(NextEvaluation);
        writer.Write(NextCheckpoint);
        writer.Write(Evaluations);
        writer.Write(BestEvaluation);
        writer.Write(elapsedSeconds);
    }

    public void Load(BinaryReader reader)
    {
        NextReport = reader.ReadInt64();
        NextEvaluation = reader.ReadInt64();
        NextCheckpoint = reader.ReadInt64();
        Evaluations = reader.ReadInt32();
        BestEvaluation = reader.ReadDouble();
        EarlierSeconds = reader.ReadDouble();
    }
}
