using AsyncRL.Policies;

namespace AsyncRL.Studies;

/// <summary>
/// A method on an environment: what its trainings scored and how long they took. Figures are those of the completed ones.
/// </summary>
internal sealed record ComparisonRow(
    string Environment, string Method, PolicyMode Policy, int Trainings, IReadOnlyList<double> Scores,
    IReadOnlyList<double> Steps, IReadOnlyList<double> Seconds)
{
    /// <summary>The row of the results of one method on one environment.</summary>
    public static ComparisonRow Of(string environment, string method, PolicyMode policy, IEnumerable<TrialResult> results)
    {
        List<TrialResult> all = [.. results];
        List<TrialResult> completed = [.. all.Where(r => r.Outcome == TrialOutcome.Completed)];
        return new ComparisonRow(
            environment, method, policy, all.Count,
            [.. completed.Select(r => r.Score)], [.. completed.Select(r => (double)r.Steps)],
            [.. completed.Select(r => r.Seconds)]);
    }

    /// <summary>All figures, a row each.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="shared">Whether trainings shared the machine, so that their times do not compare with others'.</param>
    public static StudyTable ToTable(IEnumerable<ComparisonRow> rows, bool shared) => new(
        ["environment", "method", "completed", "final score", "± std", "best", "worst", "policy", "steps", shared
            ? "seconds, machine shared"
            : "seconds", "± std",
            shared ? "steps / s, machine shared" : "steps / s"],
        [.. rows.Select(r => (IReadOnlyList<object>)[
            r.Environment,
            StudyMethod.LabelOf(r.Method),
            $"{r.Scores.Count} of {r.Trainings}",
            Statistics.Mean(r.Scores),
            Statistics.StandardDeviation(r.Scores),
            r.Scores.DefaultIfEmpty(double.NaN).Max(),
            r.Scores.DefaultIfEmpty(double.NaN).Min(),
            OptionEntry.SnakeCase($"{r.Policy}"),
            Statistics.Mean(r.Steps),
            Statistics.Mean(r.Seconds),
            Statistics.StandardDeviation(r.Seconds),
            r.Steps.Sum() / r.Seconds.Sum(),
        ])]);

    /// <summary>Final scores alone: one row per method, one column per environment.</summary>
    public static StudyTable ToOverview(IReadOnlyList<ComparisonRow> rows)
    {
        string[] environments = [.. rows.Select(r => r.Environment).Distinct()];
        return new StudyTable(
            ["final score, mean ± std", .. environments],
            [.. rows.GroupBy(r => r.Method).Select(
                g => (IReadOnlyList<object>)[StudyMethod.LabelOf(g.Key),
                    .. environments.Select(e => Score(g.First(r => r.Environment == e)))])]);
    }

    private static string Score(ComparisonRow row) => row.Scores.Count == 0
        ? "-"
        : $"{StudyTable.Number(Statistics.Mean(row.Scores))} ± {StudyTable.Number(Statistics.StandardDeviation(row.Scores))}";
}
