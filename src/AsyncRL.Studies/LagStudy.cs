using System.Globalization;
using AsyncRL.Plotting;

namespace AsyncRL.Studies;

/// <summary>
/// What it costs to learn from an older policy's play, and what a correction makes up for: final scores with actors that are
/// delayed by some updates on purpose, with and without
/// V-trace (Espeholt et al. 2018, sections 4 and 5.2.2).
/// </summary>
public sealed class LagStudy : Study
{
    /// <summary>The algorithm that learns from an older policy's play.</summary>
    public const string Algorithm = "impala";

    private const string LagKey = "impala.imposed_lag", CorrectionKey = "impala.correction";

    // Turns instead of threads: then the lag is what is asked and not what the machine's other work makes of it, and a result can
    // be repeated.
    private static readonly (string Key, string Value)[] Turns = [("deterministic", "true")];

    private readonly IReadOnlyList<int> lags;
    private readonly int seeds;
    private readonly int threads;

    /// <summary>Plans the study.</summary>
    /// <param name="request">Environment and options; the only algorithm is impala. Trainings are deterministic unless options
    /// say otherwise.</param>
    /// <param name="lags">Updates that actors are delayed by, each at least 0.</param>
    /// <param name="seeds">Trainings of each lag and correction; their seeds are 0, 1, ...</param>
    /// <param name="threads">Actors of each training.</param>
    /// <exception cref="ArgumentException">Something is missing, unknown or out of range; the message says what to
    /// do.</exception>
    public LagStudy(StudyRequest request, IReadOnlyList<int> lags, int seeds, int threads = 2)
        : base(request, new Dictionary<string, string>
        {
            [LagKey] = "the study's lags",
            [CorrectionKey] = "nothing (all corrections are compared)",
            ["topology.threads"] = "the study's threads",
            ["seed"] = "the study's seeds",
            ["report.interval"] = "nothing (only the final policy is scored)",
            ["evaluation.episodes"] = "the study's episodes",
        })
    {
        if (Methods.FirstOrDefault(m => StudyMethod.Parse(m).Algorithm != Algorithm) is { } other)
        {
            throw new StudyException(
                $"methods: {Label(other)} has no actors that could be delayed; " +
                $"only {Algorithm} has, so leave --methods out or vary {Algorithm} alone.");
        }

        if (lags.Count == 0)
        {
            throw new StudyException("lags: none is named; name at least one number of updates, such as 1,10,100.");
        }

        StudyRequest.RequireAtLeastOne("seeds", seeds);
        StudyRequest.RequireAtLeastOne("threads", threads);
        this.lags = [.. lags.Distinct().Order()];
        this.seeds = seeds;
        this.threads = threads;
        Trials =
        [
            .. from seed in Enumerable.Range(0, seeds)
               from lag in this.lags
               from method in Methods
               from correction in Corrections
               let varied = new[] { (CorrectionKey, OptionEntry.SnakeCase($"{correction}")), (LagKey, $"{lag}") }
               select new StudyTrial(
                   method, Request.Resolve(method, Turns, [.. varied, ("topology.threads", $"{threads}"), ("seed", $"{seed}")]))
               {
                   Varied = [.. varied.Select(v => $"{v.Item1}={v.Item2}")],
               },
        ];
    }

    /// <inheritdoc/>
    public override string Kind => "lag";

    internal override IReadOnlyList<string> GrowingSettings => ["seeds", "lags", "corrections"];

    internal override IEnumerable<(string Name, string Value)> OwnSettings =>
    [
        ("lags", string.Join(',', lags)),
        ("corrections", string.Join(',', Corrections.Select(c => OptionEntry.SnakeCase($"{c}")))),
        ("threads", $"{threads}"),
        ("seeds", $"{seeds}"),
    ];

    private static OffPolicyCorrection[] Corrections => Enum.GetValues<OffPolicyCorrection>();

    /// <inheritdoc/>
    public override string Describe(StudyTrial trial) =>
        $"{Label(trial.Method)}, {NameOf(trial.Options.Impala.Correction)}, lag {trial.Options.Impala.ImposedLag}, " +
        $"seed {trial.Options.Seed}";

    /// <inheritdoc/>
    public override StudyFindings Find(IReadOnlyList<TrialResult> results) => new(
        $"{Algorithm} trained with seeds 0 to {seeds - 1} while its actors play with a policy that is a number of updates " +
        "older than the one that learns, with each correction: V-trace weights what was played by how probable the learning " +
        "policy finds it, and no correction counts it as if that policy had played it. " +
        "The lag is imposed (impala.imposed_lag); it adds to that of the queue. " +
        $"{HowScored} Means and standard deviations are over seeds.",
        [.. Notes(results)],
        Table(results),
        [.. Methods.Select(m => Plot(m, results)).OfType<StudyPlot>()]);

    private IEnumerable<string> Notes(IReadOnlyList<TrialResult> results)
    {
        yield return $"A policy that chooses at random scores {StudyTable.Number(RandomScore)}. " +
            "Trainings that diverged or failed count with this score.";
        yield return Trials[0].Options.Deterministic
            ? $"Trainings are deterministic: {threads} {(threads == 1 ? "actor" : "actors")} and the learner take turns."
            : "Actors and learner are threads that run freely, so that the queue adds a lag that the machine decides.";
        long updates = results.Count == 0 ? 0 : results.Max(r => r.Steps) / StepsAnUpdate(results[0].Trial.Options);
        if (updates > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"A training has about {updates:N0} updates; {lags[^1]} updates of lag are {100.0 * lags[^1] / updates:0.##} % " +
                $"of it, so compare a lag with the number of updates.");
        }
    }

    private static long StepsAnUpdate(TrainingOptions options) =>
        (long)options.TMax * options.Topology.EnvsPerActor * options.Impala.BatchTrajectories;

    private StudyTable Table(IReadOnlyList<TrialResult> results) => new(
        ["method", "imposed lag, updates", "correction", "trainings", "final score", "± std", "best", "worst",
            "diverged or failed"],
        [.. from method in Methods
            from lag in lags
            from correction in Corrections
            let own = Of(results, method, lag, correction)
            let scores = own.Select(ScoreOf).ToArray()
            select (IReadOnlyList<object>)[
                Label(method),
                lag,
                NameOf(correction),
                own.Count,
                Statistics.Mean(scores),
                Statistics.StandardDeviation(scores),
                scores.DefaultIfEmpty(double.NaN).Max(),
                scores.DefaultIfEmpty(double.NaN).Min(),
                own.Count(r => r.Outcome != TrialOutcome.Completed)
            ]]);

    private StudyPlot? Plot(string method, IReadOnlyList<TrialResult> results)
    {
        // A logarithmic axis has no place for a lag of 0.
        bool logarithmic = lags[0] > 0 && lags.Count > 1;
        PlotSeries[] series = [.. Corrections.Select(c => Line(method, c, results)).Where(s => s.Points.Count > 0)];
        return series.Length == 0 ? null : new StudyPlot($"{method}-score-by-lag", new LinePlot(series)
        {
            Title = $"{Label(method)} on {EnvironmentId}: final score against the age of the actors' policy",
            XLabel = $"imposed lag in updates{(logarithmic ? " (logarithmic)" : string.Empty)}",
            XScale = logarithmic ? AxisScale.Log10 : AxisScale.Linear,
            YLabel = "final score (mean return)",
            Caption = $"{ScoreCurve.Band} Random policy: {StudyTable.Number(RandomScore)}.",
        });
    }

    private PlotSeries Line(string method, OffPolicyCorrection correction, IReadOnlyList<TrialResult> results)
    {
        var points = new List<PlotPoint>();
        foreach (int lag in lags)
        {
            double[] scores = [.. Of(results, method, lag, correction).Select(ScoreOf)];
            (double mean, double deviation) = (Statistics.Mean(scores), Statistics.StandardDeviation(scores));
            if (scores.Length > 0)
            {
                points.Add(new PlotPoint(lag, mean, mean - deviation, mean + deviation));
            }
        }

        return new PlotSeries(NameOf(correction), points);
    }

    private double ScoreOf(TrialResult result) => double.IsFinite(result.Score) ? result.Score : RandomScore;

    private static string NameOf(OffPolicyCorrection correction) => correction switch
    {
        OffPolicyCorrection.Vtrace => "V-trace",
        OffPolicyCorrection.None => "no correction",
        _ => OptionEntry.SnakeCase($"{correction}"),
    };

    private static List<TrialResult> Of(
        IReadOnlyList<TrialResult> results, string method, int lag, OffPolicyCorrection correction) =>
        [.. results.Where(r => r.Trial.Method == method && r.Trial.Options.Impala.ImposedLag == lag
            && r.Trial.Options.Impala.Correction == correction)];
}
