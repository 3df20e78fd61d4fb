using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Plotting;

namespace AsyncRL.Studies;

/// <summary>
/// Why a baseline helps: the variance of the policy gradient of whole episodes, and what is learnt with it, of REINFORCE without and with a learned baseline (Williams
/// 1992; Sutton and Barto 2018, sections 13.3 and 13.4).
/// </summary>
public sealed class VarianceStudy : Study
{
    /// <summary>The methods that it compares unless others are named.</summary>
    public static IReadOnlyList<string> DefaultMethods { get; } = ["reinforce", "reinforce-baseline"];

    private readonly int seeds;

    /// <summary>Plans the study.</summary>
    /// <param name="request">Methods that learn from whole episodes, environment and options; one thread a training unless they say otherwise.</param>
    /// <param name="seeds">Trainings of each method; their seeds are 0, 1, ...</param>
    /// <param name="points">Moments a training at which variance and score are measured.</param>
    /// <exception cref="ArgumentException">Something is missing, unknown or out of range; the message says what to do.</exception>
    public VarianceStudy(StudyRequest request, int seeds, int points = 20)
        : base(request, new Dictionary<string, string>
        {
            ["seed"] = "the study's seeds",
            ["report.interval"] = "the study's points",
            ["evaluation.episodes"] = "the study's episodes",
        })
    {
        StudyRequest.RequireAtLeastOne("seeds", seeds);
        StudyRequest.RequireAtLeastOne("points", points);
        this.seeds = seeds;
        Points = points;
        Space actions = EnvironmentRegistry.Default.Make(EnvironmentId).ActionSpace;
        foreach (string method in Methods)
        {
            if (!AlgorithmCatalog.Find(StudyMethod.Parse(method).Algorithm).Design(Request.Resolve(method, []), actions).Objective.LearnsFromWholeEpisodes)
            {
                throw new StudyException(
                    $"methods: {method} does not learn from whole episodes, whose gradients this study measures; use {string.Join(" and ", DefaultMethods)}.");
            }
        }

        Trials =
        [
            .. from seed in Enumerable.Range(0, seeds)
               from method in Methods
               select new StudyTrial(method, Request.Resolve(method, DrawnTrials.OneThread, ("seed", $"{seed}"))),
        ];
    }

    /// <inheritdoc/>
    public override string Kind => "variance";

    /// <inheritdoc/>
    public override int Points { get; }

    internal override IReadOnlyList<string> GrowingSettings => ["seeds"];

    internal override IEnumerable<(string Name, string Value)> OwnSettings => [("seeds", $"{seeds}"), ("points", $"{Points}")];

    /// <inheritdoc/>
    public override string Describe(StudyTrial trial) => $"{Label(trial.Method)}, seed {trial.Options.Seed}";

    /// <inheritdoc/>
    public override StudyFindings Find(IReadOnlyList<TrialResult> results) => new(
        $"Each method trained with seeds 0 to {seeds - 1}. The variance of the gradient is the unbiased estimate of the trace of the covariance of one episode's gradient, before " +
        "clipping and over the policy's own parameters where policy and value are kept apart, from the episodes of each of " +
        $"{Points} equal parts of a training. A training's variance is the geometric mean over its parts. {HowScored}",
        [.. Notes()],
        Table(results),
        [.. Plots(results)]);

    private IEnumerable<string> Notes()
    {
        yield return $"Variance grows with the returns and the length of episodes, so methods compare at equal scores: the share at equal score takes every measured moment of a method " +
            $"and divides its variance by that of {Methods[0]} at the same score, interpolated between its moments (geometric mean; moments beyond its scores are left out).";
        string[] keys = [.. OptionCatalog.All.Where(e => Methods.Select(m => e.Format(OptionsOf(m))).Distinct().Count() > 1).Select(e => e.Key)];
        if (keys.Length > 0)
        {
            yield return $"The methods' presets differ in {string.Join(", ", keys)}; --set makes them equal.";
        }
    }

    private TrainingOptions OptionsOf(string method) => Trials.First(t => t.Method == method).Options;

    private StudyTable Table(IReadOnlyList<TrialResult> results)
    {
        List<TrialResult> first = Of(results, Methods[0]);
        double reference = TypicalVariance(first);
        return new StudyTable(
            ["method", "trainings", "gradient variance", "that of the first part", $"share of {Methods[0]}'s", "share at equal score", "mean score", "final score", "± std", "best", "worst"],
            [.. Methods.Select(m =>
            {
                List<TrialResult> own = Of(results, m);
                double[] finals = [.. own.Select(r => r.Score).Where(double.IsFinite)];
                double variance = TypicalVariance(own);
                return (IReadOnlyList<object>)
                [
                    m,
                    own.Count,
                    variance,
                    GeometricMean(own.Select(r => Measured(r).Select(p => p.GradientVariance).DefaultIfEmpty(double.NaN).First())),
                    variance / reference,
                    m == Methods[0] ? 1.0 : ShareAtEqualScore(own, first),
                    Statistics.Mean([.. own.Where(r => r.Points.Count > 0).Select(r => r.Points.Average(p => p.Score))]),
                    Statistics.Mean(finals),
                    Statistics.StandardDeviation(finals),
                    finals.DefaultIfEmpty(double.NaN).Max(),
                    finals.DefaultIfEmpty(double.NaN).Min(),
                ];
            })]);
    }

    private IEnumerable<StudyPlot> Plots(IReadOnlyList<TrialResult> results)
    {
        const string band = "Line: mean over seeds. Shaded: mean ± standard deviation.";
        PlotSeries[] variances = Curves(results, Measured, p => Math.Log10(p.GradientVariance));
        if (variances.Length > 0)
        {
            yield return new StudyPlot("variance", new LinePlot([.. variances.Select(PowersOfTen)])
            {
                Title = $"{EnvironmentId}: variance of an episode's gradient", XLabel = "steps", YScale = AxisScale.Log10,
                YLabel = "trace of the covariance (logarithmic)", Caption = band + " Both of the logarithm.",
            });
        }

        PlotSeries[] scores = Curves(results, r => r.Points, p => p.Score);
        if (scores.Length > 0)
        {
            yield return new StudyPlot("score", new LinePlot(scores)
            {
                Title = $"{EnvironmentId}: score", XLabel = "steps", YLabel = "score (mean return)", Caption = band,
            });
        }

        PlotSeries[] clouds =
        [
            .. Methods.Select(m => new PlotSeries(m, [.. Of(results, m).SelectMany(Measured).Select(p => new PlotPoint(p.Score, p.GradientVariance))]))
                .Where(s => s.Points.Count > 0),
        ];
        if (clouds.Length > 0)
        {
            yield return new StudyPlot("variance-by-score", new ScatterPlot(clouds)
            {
                Title = $"{EnvironmentId}: variance of an episode's gradient against the score", XLabel = "score (mean return)", YScale = AxisScale.Log10,
                YLabel = "trace of the covariance (logarithmic)", Caption = "A point for each measured moment of each training.",
            });
        }
    }

    private PlotSeries[] Curves(
        IReadOnlyList<TrialResult> results, Func<TrialResult, IReadOnlyList<StudyPoint>> points, Func<StudyPoint, double> y) =>
    [
        .. from method in Methods
           let runs = Of(results, method).Select(r => points(r).Select(p => ((double)p.Steps, y(p))).ToList()).Where(r => r.Count > 0).ToList()
           where runs.Count > 0
           select new PlotSeries(method, MeanCurve.Of(runs, CurveSpread.StandardDeviation, 101)),
    ];

    private static PlotSeries PowersOfTen(PlotSeries series) => series with
    {
        Points = [.. series.Points.Select(p => new PlotPoint(p.X, Math.Pow(10, p.Y), Math.Pow(10, p.Low), Math.Pow(10, p.High)))],
    };

    private static List<TrialResult> Of(IReadOnlyList<TrialResult> results, string method) => [.. results.Where(r => r.Trial.Method == method)];

    // A part of a training with fewer than two episodes has no variance; one of equal episodes has none that a logarithm could show.
    private static IReadOnlyList<StudyPoint> Measured(TrialResult result) => [.. result.Points.Where(p => p.GradientVariance > 0 && double.IsFinite(p.GradientVariance))];

    /// <summary>The variance of one method's moments over another's at the same scores.</summary>
    /// <param name="own">Trainings of the one.</param>
    /// <param name="others">Trainings of the other.</param>
    /// <returns>Geometric mean of the ratios; NaN where no scores are common.</returns>
    internal static double ShareAtEqualScore(IEnumerable<TrialResult> own, IEnumerable<TrialResult> others)
    {
        List<(double Score, double LogVariance)> curve =
        [
            .. others.SelectMany(Measured).GroupBy(p => p.Score).OrderBy(g => g.Key).Select(g => (g.Key, g.Average(p => Math.Log(p.GradientVariance)))),
        ];
        double LogVarianceAt(double score)
        {
            int above = curve.FindIndex(p => p.Score >= score);
            if (above < 0 || (above == 0 && curve[0].Score > score))
            {
                return double.NaN;
            }

            (double highScore, double high) = curve[above];
            (double lowScore, double low) = curve[Math.Max(0, above - 1)];
            return highScore == score ? high : low + (high - low) * (score - lowScore) / (highScore - lowScore);
        }

        return GeometricMean(own.SelectMany(Measured).Select(p => p.GradientVariance / Math.Exp(LogVarianceAt(p.Score))));
    }

    private static double TypicalVariance(IEnumerable<TrialResult> results) =>
        GeometricMean(results.Select(r => GeometricMean(Measured(r).Select(p => p.GradientVariance))));

    private static double GeometricMean(IEnumerable<double> values) => Math.Exp(Statistics.Mean([.. values.Where(double.IsFinite).Select(v => Math.Log(v))]));
}
