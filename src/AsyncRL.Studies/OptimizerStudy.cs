using System.Globalization;
using AsyncRL.Plotting;

namespace AsyncRL.Studies;

/// <summary>
/// How robust three asynchronous optimizers are: momentum SGD, RMSProp and Shared RMSProp over the same learning rates and
/// initialisations, scores sorted from best to worst (Mnih et al. 2016, figure S5).
/// </summary>
public sealed class OptimizerStudy : Study
{
    private static readonly string[] Optimizers = ["momentum-sgd", "rmsprop", "shared-rmsprop"];

    // With one thread RMSProp and Shared RMSProp are the same method. A fixed number, so that results do not depend on the
    // machine's cores.
    private static readonly (string Key, string Value)[] FourThreads = [("topology.threads", "4")];

    private readonly int draws;
    private readonly ulong seed;

    /// <summary>Plans the study.</summary>
    /// <param name="request">Methods, environment and options; four threads per training unless they say otherwise.</param>
    /// <param name="draws">Learning rates, the same ones for each method and optimizer.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <exception cref="ArgumentException">Something is missing, unknown or out of range; the message says what to
    /// do.</exception>
    public OptimizerStudy(StudyRequest request, int draws, ulong seed = 0)
        : base(request, new Dictionary<string, string>(DrawnTrials.Varied) { ["optimizer.name"] = "what the study compares" })
    {
        StudyRequest.RequireAtLeastOne("draws", draws);
        this.draws = draws;
        this.seed = seed;
        Trials =
        [
            .. from draw in LearningRateDraws.Of(draws, seed)
               from method in Methods
               from optimizer in Optimizers
               select new StudyTrial(
                   method, Request.Resolve(method, FourThreads, [.. DrawnTrials.Options(draw), ("optimizer.name", optimizer)])),
        ];
    }

    /// <inheritdoc/>
    public override string Kind => "optimizers";

    internal override IReadOnlyList<string> GrowingSettings => ["draws"];

    internal override IEnumerable<(string Name, string Value)> OwnSettings =>
        [("draws", $"{draws}"), ("seed of the draws", $"{seed}")];

    /// <inheritdoc/>
    public override string Describe(StudyTrial trial) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Label(trial.Method)}, {trial.Options.Optimizer.Name}, learning rate {trial.Options.LearningRate:G3}");

    /// <inheritdoc/>
    public override StudyFindings Find(IReadOnlyList<TrialResult> results)
    {
        CollapseRule rule = CollapseRule.For(RandomScore, results);
        List<string> notes = [DrawnTrials.Definition(rule)];
        if (Trials[0].Threads == 1)
        {
            notes.Add(
                "With one thread RMSProp and Shared RMSProp are the same method; " +
                "their difference needs several threads (topology.threads).");
        }

        return new StudyFindings(
            $"Each method trained with each optimizer and the same {draws} learning rates drawn from LogUniform(1e-4, 1e-2), " +
            $"each with a random initialisation of its own (seed of the draws: {seed}). " +
            $"In the plots the scores of a method and optimizer are sorted from best to worst. {HowScored}",
            notes,
            Table(results, rule),
            [.. Methods.Where(m => results.Any(r => r.Trial.Method == m)).Select(m => Ranks(m, results, rule))]);
    }

    private StudyTable Table(IReadOnlyList<TrialResult> results, CollapseRule rule) => new(
        ["method", "optimizer", .. DrawnTrials.Header],
        [.. from method in Methods
            from optimizer in Optimizers
            select (IReadOnlyList<object>)[Label(method), optimizer,
                .. DrawnTrials.Figures(Of(results, method, optimizer), rule)]]);

    private StudyPlot Ranks(string method, IReadOnlyList<TrialResult> results, CollapseRule rule)
    {
        PlotSeries Sorted(string optimizer) => new(
            optimizer,
            [.. Of(results, method, optimizer).Select(rule.ScoreOf).OrderDescending()
                .Select((score, i) => new PlotPoint(i + 1, score))]);
        return new StudyPlot($"{method}-ranks", new LinePlot([.. Optimizers.Select(Sorted).Where(s => s.Points.Count > 0)])
        {
            Title = $"{Label(method)} on {EnvironmentId}: optimizers over the same random learning rates",
            XLabel = "rank of the draw, from best to worst",
            YLabel = "final score (mean return)",
            Caption = string.Create(
                CultureInfo.InvariantCulture,
                $"Random policy: {rule.RandomScore:F1}, which stands for diverged draws. Collapsed: up to {rule.Threshold:F1}."),
        });
    }

    private static List<TrialResult> Of(IReadOnlyList<TrialResult> results, string method, string optimizer) =>
        [.. results.Where(r => r.Trial.Method == method && r.Trial.Options.Optimizer.Name == optimizer)];
}
