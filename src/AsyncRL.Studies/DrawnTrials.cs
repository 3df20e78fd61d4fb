using System.Globalization;

namespace AsyncRL.Studies;

/// <summary>What the studies over random learning rates have in common.</summary>
internal static class DrawnTrials
{
    /// <summary>Options that these studies set.</summary>
    public static IReadOnlyDictionary<string, string> Varied { get; } = new Dictionary<string, string>
    {
        ["learning_rate"] = "the study's draws",
        ["seed"] = "the study's seed, which decides about all draws",
        ["report.interval"] = "nothing (only the final policy is scored)",
        ["evaluation.episodes"] = "the study's episodes",
    };

    /// <summary>One thread per training: many trainings keep the cores busy better than one training's threads.</summary>
    public static IReadOnlyList<(string Key, string Value)> OneThread { get; } = [("topology.threads", "1")];

    /// <summary>Names of the columns that <see cref="Figures"/> fills.</summary>
    public static IReadOnlyList<string> Header { get; } =
        ["draws", "mean score", "± std", "median", "best", "worst", "collapsed", "collapsed, %", "diverged or failed"];

    /// <summary>A draw as options.</summary>
    public static (string Key, string Value)[] Options(LearningRateDraw draw) =>
    [
        ("learning_rate", draw.LearningRate.ToString("R", CultureInfo.InvariantCulture)),
        ("seed", draw.Seed.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Figures of the trials of a row.</summary>
    public static IEnumerable<object> Figures(IReadOnlyList<TrialResult> results, CollapseRule rule)
    {
        double[] scores = [.. results.Select(rule.ScoreOf)];
        int collapsed = results.Count(r => rule.IsCollapsed(r.Score));
        return
        [
            results.Count,
            Statistics.Mean(scores),
            Statistics.StandardDeviation(scores),
            Statistics.Median(scores),
            scores.DefaultIfEmpty(double.NaN).Max(),
            scores.DefaultIfEmpty(double.NaN).Min(),
            collapsed,
            results.Count == 0 ? double.NaN : 100.0 * collapsed / results.Count,
            results.Count(r => r.Outcome != TrialOutcome.Completed),
        ];
    }

    /// <summary>What counts as a collapse, in sentences with its figures.</summary>
    public static string Definition(CollapseRule rule)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string threshold = rule.BestScore > rule.RandomScore
            ? string.Create(
                culture, $"not above {rule.Threshold:F2}, that is the random policy's mean ({rule.RandomScore:F2}) plus ") +
              string.Create(
                  culture, $"{CollapseRule.Share:P0} of the distance between it and the best draw of all ({rule.BestScore:F2})")
            : string.Create(
                culture,
                $"not above the random policy's mean ({rule.RandomScore:F2}), which no draw beats (the best: " +
                $"{rule.BestScore:F2})");
        return $"Collapsed: a draw whose final score is {threshold}. " +
            "Draws that diverged or failed are collapsed and count with the random policy's score.";
    }
}
