using System.Globalization;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Models;
using AsyncRL.Objectives;
using AsyncRL.Plotting;

namespace AsyncRL.Studies;

/// <summary>
/// Why a baseline helps: the variance of the policy gradient of whole episodes, and what is learnt with it, of REINFORCE without
/// and with a learned baseline (Williams 1992; Sutton and Barto 2018, sections 13.3 and 13.4).
/// </summary>
public sealed class VarianceStudy : Study
{
    /// <summary>The methods that it compares unless others are named.</summary>
    public static IReadOnlyList<string> DefaultMethods { get; } = ["reinforce", "reinforce-baseline"];

    // Options that say nothing to a network without a value.
    private static readonly string[] ValueKeys = ["network.shared", "vf_coef"];

    private readonly int seeds;
    private readonly List<string> withValue = [];

    /// <summary>Plans the study.</summary>
    /// <param name="request">Methods that learn from whole episodes, environment and options; one thread per training unless they
    /// say otherwise.</param>
    /// <param name="seeds">Trainings of each method; their seeds are 0, 1, ...</param>
    /// <param name="points">Moments a training at which variance and score are measured.</param>
    /// <param name="gradientEpisodes">Episodes of the policy of each moment whose gradients are measured with and without the
    /// baseline; at least 2.</param>
    /// <exception cref="ArgumentException">Something is missing, unknown or out of range; the message says what to
    /// do.</exception>
    public VarianceStudy(StudyRequest request, int seeds, int points = 20, int gradientEpisodes = 100)
        : base(request, new Dictionary<string, string>
        {
            ["seed"] = "the study's seeds",
            ["report.interval"] = "the study's points",
            ["evaluation.episodes"] = "the study's episodes",
        })
    {
        StudyRequest.RequireAtLeastOne("seeds", seeds);
        StudyRequest.RequireAtLeastOne("points", points);
        if (gradientEpisodes < 2)
        {
            throw new StudyException($"gradient-episodes: {gradientEpisodes} is out of range; a variance needs at least 2.");
        }

        this.seeds = seeds;
        Points = points;
        GradientEpisodes = gradientEpisodes;
        AsyncRL.Environments.Environment environment =
            EnvironmentRegistry.Default.Make(EnvironmentId, request.EnvironmentOptions);
        using var owned = environment as IDisposable;
        foreach (string method in Methods)
        {
            var context = new AlgorithmContext(
                Request.Resolve(method, []), environment.ObservationSpace, environment.ActionSpace);
            if (AlgorithmCatalog.Find(StudyMethod.Parse(method).Algorithm)
                .Design(context).Objective is not EpisodeObjective objective)
            {
                throw new StudyException(
                    $"methods: {method} does not learn from whole episodes, whose gradients this study measures; " +
                    $"use {string.Join(" and ", DefaultMethods)}.");
            }

            if (objective.Heads.Any(h => h.Name == NetworkFactory.ValueHead))
            {
                withValue.Add(method);
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

    /// <inheritdoc/>
    public override int GradientEpisodes { get; }

    internal override IReadOnlyList<string> GrowingSettings => ["seeds"];

    internal override IEnumerable<(string Name, string Value)> OwnSettings =>
        [("seeds", $"{seeds}"), ("points", $"{Points}"), ("gradient episodes", $"{GradientEpisodes}")];

    /// <inheritdoc/>
    public override string Describe(StudyTrial trial) => $"{Label(trial.Method)}, seed {trial.Options.Seed}";

    /// <inheritdoc/>
    public override StudyFindings Find(IReadOnlyList<TrialResult> results) => new(
        $"Each method trained with seeds 0 to {seeds - 1}. A policy gradient weights the log-probability of each action by the " +
        "return G that followed it; with a baseline by G - v(s), how much better than expected it went. " +
        "On average over episodes both are the same gradient, but single episodes scatter around it by more or by less: " +
        "the variance of the gradient is the unbiased estimate of the trace of the covariance of one episode's gradient, " +
        "before clipping and over the policy's own parameters where policy and value are kept apart. It is measured twice. " +
        $"First on {Points} policies copied from each training, and the untrained one: {GradientEpisodes} fresh episodes of " +
        "each, every episode's gradient once with plain returns and once with the method's own baseline subtracted, " +
        $"so that nothing but the baseline differs. Second while training, from the episodes of each of {Points} equal parts. " +
        $"Figures of a training are geometric means over its policies or parts. {HowScored}",
        [.. Notes(results)],
        Table(results),
        [.. Plots(results)]);

    private IEnumerable<string> Notes(IReadOnlyList<TrialResult> results)
    {
        foreach (string method in withValue.Where(m => double.IsFinite(ShareLeft(Of(results, m)))))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"In the same episodes of the same policies of {Label(method)} the baseline leaves " +
                $"{ShareLeft(Of(results, method)) * 100:F0} % of the variance. Without ") +
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it {1 / ShareLeft(Of(results, method)):F1} times as many episodes must be averaged for " +
                    $"a gradient as exact.");
        }

        yield return "Variance grows with the returns and the length of episodes, so variances in training compare at equal " +
            "scores only: the share at equal score takes every measured moment of a method and divides its variance by that " +
            $"of {Label(Methods[0])} at the same score, interpolated between its moments (geometric mean; " +
            "moments beyond its scores are left out).";
        string[] keys = [.. OptionCatalog.All.Where(e => Methods.Select(m => e.Format(OptionsOf(m))).Distinct().Count() > 1)
            .Select(e => e.Key)
            .Where(key => withValue.Count == Methods.Count || !ValueKeys.Contains(key))];
        if (keys.Length > 0)
        {
            yield return $"The methods' presets differ in {string.Join(", ", keys)}; --set makes them equal.";
        }
    }

    private TrainingOptions OptionsOf(string method) => Trials.First(t => t.Method == method).Options;

    private StudyTable Table(IReadOnlyList<TrialResult> results)
    {
        List<TrialResult> first = Of(results, Methods[0]);
        return new StudyTable(
            ["method", "trainings", "variance, plain returns", "variance, baseline subtracted", "share left",
                "variance in training", "share at equal score", "mean score", "final score", "± std", "best", "worst"],
            [.. Methods.Select(m =>
            {
                List<TrialResult> own = Of(results, m);
                double[] finals = [.. own.Select(r => r.Score).Where(double.IsFinite)];
                return (IReadOnlyList<object>)
                [
                    Label(m),
                    own.Count,
                    GeometricMean(own.SelectMany(r => r.Points).Select(p => p.PlainVariance)),
                    GeometricMean(own.SelectMany(r => r.Points).Select(p => p.BaselineVariance)),
                    ShareLeft(own),
                    TypicalVariance(own),
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
        const string band = ScoreCurve.Band;
        PlotSeries[] probed =
        [
            .. from method in withValue
               from weight in new (string Name, Func<StudyPoint, double> Variance)[]
               {
                   ("plain returns, G", p => p.PlainVariance), ("baseline subtracted, G - v(s)", p => p.BaselineVariance),
               }
               let label = withValue.Count == 1 ? weight.Name : $"{Label(method)}: {weight.Name}"
               from series in Curves(results, [method], r => Where(r, weight.Variance), p => Math.Log10(weight.Variance(p)))
               select PowersOfTen(series) with { Label = label },
        ];
        if (probed.Length > 0)
        {
            yield return new StudyPlot("same-policies", new LinePlot(probed)
            {
                Title = $"{EnvironmentId}: the same episodes, without and with the baseline",
                XLabel =
                    $"steps that the policy was trained for{(withValue.Count == 1 ? $" ({Label(withValue[0])})" : string.Empty)}",
                YScale = AxisScale.Log10, Height = 540,
                YLabel = "variance of an episode's gradient: trace of the covariance (logarithmic)",
                Caption = band + " Both of the logarithm.",
            });
        }

        PlotSeries[] scores = Curves(results, Methods, r => r.Points, p => p.Score);
        if (scores.Length > 0)
        {
            yield return new StudyPlot("score", new LinePlot(scores)
            {
                Title = $"{EnvironmentId}: what is learnt", XLabel = "steps", YLabel = "score (mean return)", Caption = band,
            });
        }

        PlotSeries[] clouds =
        [
            .. Methods.Select(m => new PlotSeries(
                Label(m), [.. Of(results, m).SelectMany(Measured).Select(p => new PlotPoint(p.Score, p.GradientVariance))]))
                .Where(s => s.Points.Count > 0),
        ];
        if (clouds.Length > 0)
        {
            yield return new StudyPlot("variance-by-score", new ScatterPlot(clouds)
            {
                Title = $"{EnvironmentId}: variance in training against the score", XLabel = "score (mean return)",
                YScale = AxisScale.Log10, YLabel = "trace of the covariance (logarithmic)",
                Caption = "A point for each part of each training: the longer the episodes, the more both score and variance.",
            });
        }

        PlotSeries[] variances = Curves(results, Methods, Measured, p => Math.Log10(p.GradientVariance));
        if (variances.Length > 0)
        {
            yield return new StudyPlot("variance", new LinePlot([.. variances.Select(PowersOfTen)])
            {
                Title = $"{EnvironmentId}: variance in training", XLabel = "steps", YScale = AxisScale.Log10,
                YLabel = "trace of the covariance (logarithmic)",
                Caption = band + " A method that learns more has longer episodes, and so more variance.",
            });
        }
    }

    private static PlotSeries[] Curves(
        IReadOnlyList<TrialResult> results, IEnumerable<string> methods, Func<TrialResult, IEnumerable<StudyPoint>> points,
        Func<StudyPoint, double> y) =>
    [
        .. from method in methods
           let runs = Of(results, method).Select(r => points(r).Select(p => ((double)p.Steps, y(p))).ToList())
               .Where(r => r.Count > 0).ToList()
           where runs.Count > 0
           select new PlotSeries(Label(method), MeanCurve.Of(runs, CurveSpread.StandardDeviation, 101)),
    ];

    private static PlotSeries PowersOfTen(PlotSeries series) => series with
    {
        Points = [.. series.Points.Select(p => new PlotPoint(p.X, Math.Pow(10, p.Y), Math.Pow(10, p.Low), Math.Pow(10, p.High)))],
    };

    private static List<TrialResult> Of(IReadOnlyList<TrialResult> results, string method) =>
        [.. results.Where(r => r.Trial.Method == method)];

    // A part of a training with fewer than two episodes has no variance; one of equal episodes has none that a logarithm could
    // show.
    private static IEnumerable<StudyPoint> Measured(TrialResult result) => Where(result, p => p.GradientVariance);

    private static IEnumerable<StudyPoint> Where(TrialResult result, Func<StudyPoint, double> variance) =>
        result.Points.Where(p => variance(p) > 0 && double.IsFinite(variance(p)));

    /// <summary>
    /// What a method's own baseline leaves of the variance of the same policies and episodes: the geometric mean of
    /// the ratios; NaN where there is none.
    /// </summary>
    internal static double ShareLeft(IEnumerable<TrialResult> results) =>
        GeometricMean(results.SelectMany(r => Where(r, p => p.PlainVariance)).Select(p => p.BaselineVariance / p.PlainVariance));

    /// <summary>The variance of one method's moments over another's at the same scores.</summary>
    /// <param name="own">Trainings of the one.</param>
    /// <param name="others">Trainings of the other.</param>
    /// <returns>Geometric mean of the ratios; NaN where no scores are common.</returns>
    internal static double ShareAtEqualScore(IEnumerable<TrialResult> own, IEnumerable<TrialResult> others)
    {
        List<(double Score, double LogVariance)> curve =
        [
            .. others.SelectMany(Measured).GroupBy(p => p.Score).OrderBy(g => g.Key)
                .Select(g => (g.Key, g.Average(p => Math.Log(p.GradientVariance)))),
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

    private static double GeometricMean(IEnumerable<double> values) =>
        Math.Exp(Statistics.Mean([.. values.Where(v => v > 0 && double.IsFinite(v)).Select(v => Math.Log(v))]));
}
