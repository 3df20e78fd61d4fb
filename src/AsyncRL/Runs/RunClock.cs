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

    /// <summary>
    /// Makes the steps at which something falls due those of the options, where a checkpoint of other intervals was read. What
    /// was due and not done yet stays due.
    /// </summary>
    public void Reschedule(long step, TrainingOptions options)
    {
        NextReport = Due(NextReport, step, Intervals.Report(options));
        NextEvaluation = Due(NextEvaluation, step, Intervals.Evaluation(options));
        NextCheckpoint = Due(NextCheckpoint, step, Intervals.Checkpoint(options));
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

    private static long Due(long next, long step, long interval) =>
        next <= step && interval > 0 && next % interval == 0 ? next : After(step, interval);
}
