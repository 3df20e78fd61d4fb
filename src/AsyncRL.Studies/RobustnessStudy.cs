using System.Globalization;
using AsyncRL.Plotting;

namespace AsyncRL.Studies;

/// <summary>
/// How a method fares with learning rates that were not tuned: final scores of random learning rates and initialisations, the
/// scatter plot of Mnih et al. 2016.
/// </summary>
public sealed class RobustnessStudy : Study
{
    private readonly int draws;
    private readonly ulong seed;

    /// <summary>Plans the study.</summary>
    /// <param name="request">Methods, environment and options; one thread per training unless they say otherwise.</param>
    /// <param name="draws">Learning rates, the same ones for each method.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <exception cref="ArgumentException">Something is missing, unknown or out of range; the message says what to
    /// do.</exception>
    public RobustnessStudy(StudyRequest request, int draws, ulong seed = 0)
        : base(request, DrawnTrials.Varied)
    {
        StudyRequest.RequireAtLeastOne("draws", draws);
        this.draws = draws;
        this.seed = seed;
        Trials =
        [
            .. from draw in LearningRateDraws.Of(draws, seed)
               from method in Methods
               select new StudyTrial(method, Request.Resolve(method, DrawnTrials.OneThread, DrawnTrials.Options(draw))),
        ];
    }

    /// <inheritdoc/>
    public override string Kind => "robustness";

    internal override IReadOnlyList<string> GrowingSettings => ["draws"];

    internal override IEnumerable<(string Name, string Value)> OwnSettings =>
        [("draws", $"{draws}"), ("seed of the draws", $"{seed}")];

    /// <inheritdoc/>
    public override string Describe(StudyTrial trial) =>
        string.Create(CultureInfo.InvariantCulture, $"{Label(trial.Method)}, learning rate {trial.Options.LearningRate:G3}");

    /// <inheritdoc/>
    public override StudyFindings Find(IReadOnlyList<TrialResult> results)
    {
        CollapseRule rule = CollapseRule.For(RandomScore, results);
        return new StudyFindings(
            $"Each method trained with {draws} learning rates drawn from LogUniform(1e-4, 1e-2), each with a random " +
            $"initialisation of its own, the same draws for every method (seed of the draws: {seed}). {HowScored}",
            [DrawnTrials.Definition(rule)],
            Table(results, rule),
            [.. Methods.Where(m => results.Any(r => r.Trial.Method == m)).Select(m => Scatter(m, results, rule))]);
    }

    private StudyTable Table(IReadOnlyList<TrialResult> results, CollapseRule rule) => new(
        ["method", .. DrawnTrials.Header],
        [.. Methods.Select(
            m => (IReadOnlyList<object>)[Label(m), .. DrawnTrials.Figures([.. results.Where(r => r.Trial.Method == m)], rule)])]);

    private StudyPlot Scatter(string method, IReadOnlyList<TrialResult> results, CollapseRule rule)
    {
        List<TrialResult> own = [.. results.Where(r => r.Trial.Method == method)];
        PlotSeries Cloud(string label, Func<TrialResult, bool> belongs) => new(
            label, [.. own.Where(belongs).Select(r => new PlotPoint(r.Trial.Options.LearningRate, rule.ScoreOf(r)))]);
        PlotSeries[] clouds =
        [
            Cloud("learnt", r => !rule.IsCollapsed(r.Score)),
            Cloud("collapsed", r => double.IsFinite(r.Score) && rule.IsCollapsed(r.Score)),
            Cloud("diverged or failed", r => !double.IsFinite(r.Score)),
        ];
        return new StudyPlot($"{method}-scatter", new ScatterPlot([.. clouds.Where(c => c.Points.Count > 0)])
        {
            Title = $"{Label(method)} on {EnvironmentId}: {own.Count} random learning rates",
            XLabel = "learning rate (logarithmic)",
            XScale = AxisScale.Log10,
            YLabel = "final score (mean return)",
            Caption = string.Create(
                CultureInfo.InvariantCulture,
                $"Random policy: {rule.RandomScore:F1}, at which diverged draws are shown. " +
                $"Collapsed: up to {rule.Threshold:F1}."),
        });
    }
}
