namespace AsyncRL.Studies;

/// <summary>A method at a thread count: how often, when and with how much data it reached the score.</summary>
internal sealed record SpeedupRow(
    string Method, int Threads, int Trials, IReadOnlyList<TimeToScore> Reached, double StepsPerSecond,
    double FinalScore, SpeedupRow? Base)
{
    private double MeanSteps => Statistics.Mean([.. Reached.Select(r => r.Steps)]);

    private double MeanSeconds => Statistics.Mean([.. Reached.Select(r => r.Seconds)]);

    /// <summary>Time of the smallest thread count divided by this one's; NaN when either never reached the score.</summary>
    public double TimeSpeedup => (Base ?? this).MeanSeconds / MeanSeconds;

    /// <summary>Data of the smallest thread count divided by this one's; NaN when either never reached the score.</summary>
    public double DataSpeedup => (Base ?? this).MeanSteps / MeanSteps;

    /// <summary>The rows of one method; the first is what the others are compared with.</summary>
    public static IEnumerable<SpeedupRow> Of(
        string method, IReadOnlyList<int> threads, IReadOnlyList<TrialResult> results, double score)
    {
        SpeedupRow? first = null;
        foreach (int count in threads)
        {
            List<TrialResult> trials = [.. results.Where(r => r.Trial.Method == method && r.Trial.Threads == count)];
            var row = new SpeedupRow(
                method,
                count,
                trials.Count,
                [.. trials.Select(t => TimeToScore.Of(t.Points, score)).OfType<TimeToScore>()],
                trials.Sum(t => (double)t.Steps) / trials.Sum(t => t.Seconds),
                Statistics.Mean([.. trials.Select(t => t.Score).Where(double.IsFinite)]),
                first);
            first ??= row;
            yield return row;
        }
    }

    public static StudyTable ToTable(IEnumerable<SpeedupRow> rows) => new(
        ["method", "threads", "reached it", "seconds to score", "± std", "speed-up of time", "steps to score",
            "± std", "speed-up of data", "steps / s", "final score"],
        [.. rows.Select(r => (IReadOnlyList<object>)[
            StudyMethod.LabelOf(r.Method),
            r.Threads,
            $"{r.Reached.Count} of {r.Trials}",
            r.MeanSeconds,
            Statistics.StandardDeviation([.. r.Reached.Select(x => x.Seconds)]),
            r.TimeSpeedup,
            r.MeanSteps,
            Statistics.StandardDeviation([.. r.Reached.Select(x => x.Steps)]),
            r.DataSpeedup,
            r.StepsPerSecond,
            r.FinalScore,
        ])]);
}
