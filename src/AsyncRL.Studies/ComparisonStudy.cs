using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Plotting;

namespace AsyncRL.Studies;

/// <summary>
/// Several methods on one or several environments, with as many threads each: what they score in the end, and how soon in steps
/// and in time.
/// </summary>
public sealed class ComparisonStudy : Study
{
    // With a range of times beyond this a linear axis shows only the slowest method.
    private const double LinearRange = 8;

    private readonly IReadOnlyList<StudyRequest> requests;
    private readonly int seeds;
    private readonly int threads;
    private readonly Dictionary<string, Lazy<double>> randomScores;

    /// <summary>Plans the study.</summary>
    /// <param name="requests">
    /// One request per environment; they agree in methods, episodes, jobs and processors. Where
    /// <see cref="StudyRequest.Jobs"/> is null one training runs at a time.
    /// </param>
    /// <param name="threads">Threads of each training; null for one per logical processor, or one where several trainings run
    /// side by side.</param>
    /// <param name="seeds">Trainings of each method on each environment; their seeds are 0, 1, ...</param>
    /// <param name="points">Snapshots of each training that are scored, besides the untrained policy.</param>
    /// <param name="finalEpisodes">Episodes of the final policy's evaluation.</param>
    /// <exception cref="ArgumentException">Something is missing, unknown or out of range; the message says what to
    /// do.</exception>
    public ComparisonStudy(
        IReadOnlyList<StudyRequest> requests, int seeds, int? threads = null, int points = 20, int finalEpisodes = 100)
        : base(
            requests.Count > 0
                ? requests[0]
                : throw new StudyException("env: none is named; name at least one, such as CartPole-v1."), Varied)
    {
        StudyRequest.RequireAtLeastOne("seeds", seeds);
        StudyRequest.RequireAtLeastOne("points", points);
        StudyRequest.RequireAtLeastOne("threads", threads ?? 1);
        StudyRequest.RequireAtLeastOne("final-episodes", finalEpisodes);
        this.requests = [.. requests.DistinctBy(r => r.EnvironmentId)];
        this.seeds = seeds;
        this.threads = threads ?? (Jobs > 1 ? 1 : Request.Processors);
        Points = points;
        FinalEpisodes = finalEpisodes;
        foreach (StudyRequest request in this.requests)
        {
            request.Validate(Varied);
        }

        randomScores = this.requests.ToDictionary(
            r => r.EnvironmentId, r => new Lazy<double>(() => RandomScoreOf(r, Methods[0])));
        Trials =
        [
            .. from seed in Enumerable.Range(0, seeds)
               from request in this.requests
               from method in Methods
               let options = request.Resolve(method, [], ("topology.threads", $"{this.threads}"), ("seed", $"{seed}"))
               select new StudyTrial(method, options) { EnvironmentId = request.EnvironmentId },
        ];
    }

    /// <inheritdoc/>
    public override string Kind => "comparison";

    /// <inheritdoc/>
    public override IReadOnlyList<string> EnvironmentIds => [.. requests.Select(r => r.EnvironmentId)];

    /// <inheritdoc/>
    public override int Points { get; }

    /// <inheritdoc/>
    public override int FinalEpisodes { get; }

    internal override IReadOnlyList<string> GrowingSettings => ["seeds", "methods", "environment"];

    internal override IEnumerable<(string Name, string Value)> OwnSettings =>
    [
        ("threads", $"{threads}"),
        ("seeds", $"{seeds}"),
        ("points", $"{Points}"),
        ("final episodes", $"{FinalEpisodes}"),
        ("jobs", $"{Jobs}"),
        ("logical processors", $"{Request.Processors}"),
    ];

    private static IReadOnlyDictionary<string, string> Varied { get; } = new Dictionary<string, string>
    {
        ["topology.threads"] = "the study's threads",
        ["seed"] = "the study's seeds",
        ["report.interval"] = "the study's points",
        ["evaluation.episodes"] = "the study's episodes",
    };

    private int Jobs => Request.Jobs ?? 1;

    /// <summary>
    /// Trainings side by side: one, so that all have the same cores and their times compare, unless told otherwise.
    /// </summary>
    /// <inheritdoc/>
    public override int JobsFor(int threads) => Jobs;

    internal override EnvironmentOptions EnvironmentOptionsOf(StudyTrial trial) =>
        requests.First(r => r.EnvironmentId == trial.EnvironmentId).EnvironmentOptions;

    /// <inheritdoc/>
    public override string Describe(StudyTrial trial) =>
        $"{Label(trial.Method)} on {EnvironmentOf(trial)}, seed {trial.Options.Seed}";

    /// <inheritdoc/>
    public override StudyFindings Find(IReadOnlyList<TrialResult> results)
    {
        List<ComparisonRow> rows =
        [
            .. from environment in EnvironmentIds
               from method in Methods
               select ComparisonRow.Of(
                   environment, method,
                   Trials.First(t => t.EnvironmentId == environment && t.Method == method).Options.Evaluation.Policy,
                   results.Where(r => r.Trial.EnvironmentId == environment && r.Trial.Method == method)),
        ];
        return new StudyFindings(
            Explanation(), [.. Notes(results, rows)], ComparisonRow.ToTable(rows, Jobs > 1),
            [.. EnvironmentIds.SelectMany(e => Plots(e, [.. results.Where(r => r.Trial.EnvironmentId == e)]))])
        {
            Overview = requests.Count > 1 ? ComparisonRow.ToOverview(rows) : null,
        };
    }

    private string Explanation() =>
        $"Each method trained on each environment with seeds 0 to {seeds - 1}, " +
        $"{threads} {(threads == 1 ? "thread" : "threads")} each and the options of its preset for that environment. " +
        (Jobs > 1
            ? $"{Jobs} trainings ran in parallel and shared the machine: times tell how long each took there, " +
                "not how fast the method is. "
            : "One training ran at a time, all on the same cores; times are those of training alone. ") +
        $"The final score is the mean return of {FinalEpisodes} evaluation episodes of the final policy, a score of the curves " +
        $"that of {Episodes} episodes of a policy copied at one of {Points} evenly spaced moments; " +
        "the same episodes for every policy, with the environment's own rewards, and actions as in the column policy " +
        "(evaluation.policy). Policies are evaluated after the training, so that evaluation costs no training time. " +
        "Means and standard deviations are over seeds.";

    private IEnumerable<string> Notes(IReadOnlyList<TrialResult> results, IReadOnlyList<ComparisonRow> rows)
    {
        yield return "A policy that chooses at random scores " +
            $"{string.Join(", ", EnvironmentIds.Select(e => $"{StudyTable.Number(randomScores[e].Value)} on {e}"))}.";
        foreach (string note in EqualMethods())
        {
            yield return note;
        }

        if (rows.GroupBy(r => r.Environment).Any(g => g.SelectMany(r => r.Steps).Distinct().Count() > 1))
        {
            yield return "Methods trained for the steps of their presets, which differ; --steps gives all the same.";
        }

        string[] replaying = [.. Methods.Select(m => StudyMethod.Parse(m).Algorithm).Distinct().Where(LearnsFromReplay)];
        if (threads > 1 && replaying.Length > 0)
        {
            yield return $"{string.Join(", ", replaying)}: one actor plays, however many threads the other methods have " +
                "(replay.overlap adds a thread that learns, replay.learner_threads those that share its minibatches).";
        }

        if (Methods.Any(m => StudyMethod.Parse(m).Algorithm == "impala")
            && !Trials.First(t => t.Algorithm == "impala").Options.Deterministic)
        {
            yield return $"impala has {threads} {(threads == 1 ? "actor" : "actors")}, and learner threads in " +
                "addition (impala.learners).";
        }

        if (results.Any(r => r.Outcome != TrialOutcome.Completed))
        {
            yield return "Where not every training was completed, means are those of the completed ones and flatter the row.";
        }
    }

    private static bool LearnsFromReplay(string algorithm) =>
        AlgorithmCatalog.Find(algorithm).Options.Read.Any(e => e.Key == "replay.overlap");

    // A variation that names the preset's own value compares a method with itself.
    private IEnumerable<string> EqualMethods() =>
        from environment in EnvironmentIds
        from same in Methods.GroupBy(m => string.Join('\n', OptionsOf(environment, m).Prepend(StudyMethod.Parse(m).Algorithm)))
        where same.Count() > 1
        select $"On {environment} these are one and the same, because the variation is what the preset already says: " +
            $"{string.Join("; ", same.Select(Label))}.";

    private IEnumerable<string> OptionsOf(string environment, string method)
    {
        StudyTrial trial = Trials.First(t => t.EnvironmentId == environment && t.Method == method);
        return AlgorithmCatalog.Find(trial.Algorithm).Options.All.Select(e => e.Format(trial.Options));
    }

    private IEnumerable<StudyPlot> Plots(string environment, IReadOnlyList<TrialResult> results)
    {
        foreach ((string name, string label, Func<StudyPoint, double> x) in new (string, string, Func<StudyPoint, double>)[]
        {
            ("steps", "steps (decisions, summed over all actors)", p => p.Steps),
            (
                "time", $"training time in seconds{(Jobs > 1 ? $", {Jobs} trainings sharing the machine" : string.Empty)}",
                p => p.Seconds),
        })
        {
            double[] ends = [.. results.Where(r => r.Points.Count > 1).Select(r => x(r.Points[^1]))];
            bool logarithmic = ends.Length > 0 && ends.Max() > LinearRange * ends.Min() && ends.Min() > 0;
            PlotSeries[] series =
                [.. Methods.Select(m => ScoreCurve.Of(Label(m), results.Where(r => r.Trial.Method == m), x, logarithmic))
                    .Where(s => s.Points.Count > 0)];
            if (series.Length > 0)
            {
                yield return new StudyPlot($"{environment}-score-by-{name}", new LinePlot(series)
                {
                    Title = $"{environment}: score against {name}",
                    XLabel = logarithmic ? $"{label} (logarithmic)" : label,
                    XScale = logarithmic ? AxisScale.Log10 : AxisScale.Linear,
                    YLabel = "score (mean return)",
                    Caption = $"{ScoreCurve.Band} Random policy: {StudyTable.Number(randomScores[environment].Value)}.",
                });
            }
        }
    }
}
