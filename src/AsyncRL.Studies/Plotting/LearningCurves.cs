using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.Plotting;

/// <summary>
/// Learning curves out of run folders: the runs of one algorithm on one environment become one mean with its spread.
/// </summary>
public static class LearningCurves
{
    /// <summary>The value shown if none is named: the mean return of the last 100 training episodes.</summary>
    public const string DefaultTag = "rollout/ep_rew_mean";

    /// <summary>Reads the runs and groups them by algorithm and environment.</summary>
    /// <param name="paths">Run folders.</param>
    /// <param name="tag">The column of <c>progress.csv</c> to show.</param>
    /// <param name="spread">What the band around the mean shows.</param>
    /// <param name="points">Positions at which the curves are read, evenly spread over the steps; at least 2.</param>
    /// <returns>One curve per group, in the order in which the groups first appear.</returns>
    /// <remarks>
    /// Runs report at different steps, so each is interpolated linearly between its own reports; before its first and after its
    /// last report a run does not count, so that a short run never bends the end of a long one's curve.
    /// </remarks>
    /// <exception cref="RunFolderException">A folder is no run, or its <c>progress.csv</c> is missing, damaged, or lacks the
    /// column.</exception>
    public static IReadOnlyList<LearningCurve> FromRuns(
        IEnumerable<string> paths, string tag = DefaultTag, CurveSpread spread = CurveSpread.Range, int points = 101)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        var groups = new List<((string Algorithm, string Environment) Key, List<List<(double Step, double Value)>> Runs)>();
        foreach (string path in paths)
        {
            RunFolder folder = RunFolder.Open(path);
            ResolvedConfiguration configuration = folder.ReadConfiguration();
            (string, string) key = (configuration.Algorithm, configuration.EnvironmentId);
            int index = groups.FindIndex(g => g.Key == key);
            if (index < 0)
            {
                index = groups.Count;
                groups.Add((key, []));
            }

            groups[index].Runs.Add(ReadColumn(folder.ProgressCsvPath, tag));
        }

        return [.. groups.Select(
            g => new LearningCurve(g.Key.Algorithm, g.Key.Environment, g.Runs.Count, MeanCurve.Of(g.Runs, spread, points)))];
    }

    /// <summary>The curve of runs whose values were measured afterwards.</summary>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="environmentId">Id of the environment.</param>
    /// <param name="runs">Of each run at least one step, rising, and value.</param>
    /// <param name="spread">What the band around the mean shows.</param>
    /// <param name="points">Positions at which the curve is read, evenly spread over the steps; at least 2.</param>
    /// <returns>The curve.</returns>
    /// <exception cref="ArgumentException">There is no run, or one without a value.</exception>
    public static LearningCurve Of(
        string algorithm, string environmentId, IReadOnlyList<IReadOnlyList<(double Step, double Value)>> runs,
        CurveSpread spread = CurveSpread.Range, int points = 101)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        return runs.Count > 0 && runs.All(r => r.Count > 0)
            ? new LearningCurve(
                algorithm, environmentId, runs.Count, MeanCurve.Of([.. runs.Select(r => r.ToList())], spread, points))
            : throw new ArgumentException("A curve needs a run, and every run a value.", nameof(runs));
    }

    /// <summary>Draws curves into one plot.</summary>
    /// <param name="curves">The curves.</param>
    /// <param name="tag">The value they show, which names the vertical axis.</param>
    /// <param name="spread">What their bands show, for the caption.</param>
    /// <returns>The plot; its title is the environment, if there is only one.</returns>
    public static LinePlot ToPlot(
        IReadOnlyList<LearningCurve> curves, string tag = DefaultTag, CurveSpread spread = CurveSpread.Range)
    {
        bool oneEnvironment = curves.Select(c => c.EnvironmentId).Distinct().Count() == 1;
        bool oneAlgorithm = curves.Select(c => c.Algorithm).Distinct().Count() == 1;
        string title = oneEnvironment ? curves[0].EnvironmentId : oneAlgorithm ? curves[0].Algorithm : "Learning curves";
        string NameOf(LearningCurve c) =>
            oneEnvironment ? c.Algorithm : oneAlgorithm ? c.EnvironmentId : $"{c.Algorithm}, {c.EnvironmentId}";
        string band = spread == CurveSpread.Range ? "from the worst to the best seed" : "mean ± standard deviation over seeds";
        return new LinePlot(
            [.. curves.Select(c => new PlotSeries($"{NameOf(c)} ({c.Runs} {(c.Runs == 1 ? "seed" : "seeds")})", c.Points))])
        {
            Title = title,
            XLabel = "steps (decisions, summed over all actors)",
            YLabel = tag switch
            {
                DefaultTag => "return, mean of the last 100 episodes",
                "rollout/ep_len_mean" => "episode length in steps, mean of the last 100 episodes",
                "eval/mean_reward" => "mean return of evaluation",
                "time/fps" => "steps per second",
                _ => tag,
            },
            Caption = curves.Any(c => c.Runs > 1) ? $"Line: mean over seeds. Shaded: {band}." : string.Empty,
        };
    }

    private static List<(double Step, double Value)> ReadColumn(string path, string tag)
    {
        if (!File.Exists(path))
        {
            throw new RunFolderException(
                $"There is nothing to plot yet: '{path}' does not exist; let the run report at least once.");
        }

        string[] lines = File.ReadAllLines(path);
        string[] header = lines.Length == 0 ? [] : lines[0].Split(',');
        int column = Array.IndexOf(header, tag);
        int stepColumn = Array.IndexOf(header, "step");
        if (column < 0 || stepColumn < 0)
        {
            string closest = ClosestMatch.Find(tag, header) is { } match ? $"; did you mean '{match}'?" : ".";
            throw new RunFolderException(
                $"'{path}' has no column '{(stepColumn < 0 ? "step" : tag)}'{closest} Its columns: {string.Join(", ", header)}");
        }

        var values = new List<(double Step, double Value)>();
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.Split(',');
            if (cells.Length > Math.Max(column, stepColumn)
                && double.TryParse(cells[stepColumn], NumberStyles.Float, CultureInfo.InvariantCulture, out double step)
                && double.TryParse(cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value))
            {
                values.Add((step, value));
            }
        }

        return values.Count > 0
            ? values
            : throw new RunFolderException($"'{path}' has no value in column '{tag}' yet; let the run go on for longer.");
    }
}
