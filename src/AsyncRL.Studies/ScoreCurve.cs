using AsyncRL.Plotting;

namespace AsyncRL.Studies;

/// <summary>The mean score of several trainings against steps or time, with its spread.</summary>
internal static class ScoreCurve
{
    /// <summary>What the band of these curves is.</summary>
    public const string Band = "Line: mean over seeds. Shaded: mean ± standard deviation.";

    private const int Positions = 101;

    /// <summary>The curve of trainings that belong together.</summary>
    /// <param name="name">What the legend calls them; the number of seeds is added.</param>
    /// <param name="results">The trainings; those without snapshots are left out.</param>
    /// <param name="x">Where a snapshot lies.</param>
    /// <param name="logarithmic">
    /// Whether the axis is: then snapshots at 0 are left out, positions are evenly spread on that axis, and the curve begins
    /// where all trainings have, if any ends later.
    /// </param>
    /// <returns>The curve; without points where no training has snapshots.</returns>
    public static PlotSeries Of(
        string name, IEnumerable<TrialResult> results, Func<StudyPoint, double> x, bool logarithmic = false)
    {
        double Place(StudyPoint p) => logarithmic ? Math.Log(x(p)) : x(p);
        List<TrialResult> drawn = [.. results.Where(r => r.Points.Count > 1)];
        string label = $"{name} ({drawn.Count} {(drawn.Count == 1 ? "seed" : "seeds")})";
        if (drawn.Count == 0)
        {
            return new PlotSeries(label, []);
        }

        // Where the fastest seed has ended, a mean of the slower ones alone would bend the curve's end.
        double end = drawn.Where(r => r.Outcome == TrialOutcome.Completed).Select(r => Place(r.Points[^1]))
            .DefaultIfEmpty(double.PositiveInfinity).Min();
        List<List<(double Place, double Score)>> runs =
            [.. drawn.Select(r => r.Points.Where(p => !logarithmic || x(p) > 0).Select(p => (Place(p), p.Score)).ToList())
                .Where(r => r.Count > 0)];
        double start = runs.Select(r => r[0].Place).DefaultIfEmpty(0).Max();
        start = start < end ? start : double.NegativeInfinity;
        IEnumerable<PlotPoint> points =
            runs.Count == 0
                ? []
                : MeanCurve.Of(runs, CurveSpread.StandardDeviation, Positions).Where(p => p.X >= start && p.X <= end);
        return new PlotSeries(label, [.. logarithmic ? points.Select(p => p with { X = Math.Exp(p.X) }) : points]);
    }
}
