namespace AsyncRL.Runs;

/// <summary>What the options' zeros ("choose for me") stand for, in steps.</summary>
internal static class Intervals
{
    /// <summary>The step at which annealed schedules reach their end.</summary>
    public static long Horizon(TrainingOptions options) => options.Horizon > 0 ? options.Horizon : options.Steps;

    public static long Report(TrainingOptions options) => Or(options.Report.Interval, options.Steps / 100);

    /// <summary>No evaluation ever falls due when none are asked for.</summary>
    public static long Evaluation(TrainingOptions options) =>
        Evaluates(options) ? Or(options.Evaluation.Interval, options.Steps / 10) : 0;

    public static bool Evaluates(TrainingOptions options) => options.Evaluation.Episodes > 0;

    public static long Checkpoint(TrainingOptions options) => Or(options.Checkpoint.Interval, options.Steps / 10);

    private static long Or(long chosen, long otherwise) => chosen > 0 ? chosen : Math.Max(1, otherwise);
}
