using System.Globalization;
using AsyncRL.Plotting;

namespace AsyncRL.Studies;

/// <summary>
/// How much sooner, and with how much less data, more threads reach a score: table 2 and the curves of data efficiency and
/// training speed of Mnih et al. 2016.
/// </summary>
public sealed class SpeedupStudy : Study
{
    private readonly IReadOnlyList<int> threads;
    private readonly int seeds;
    private readonly double score;

    /// <summary>Plans the study.</summary>
    /// <param name="request">Methods, environment and options.</param>
    /// <param name="threads">Thread counts, each at least 1. The smallest is what the others are compared with.</param>
    /// <param name="seeds">Trainings of each method and thread count; their seeds are 0, 1, ...</param>
    /// <param name="score">The mean return to reach.</param>
    /// <param name="points">Snapshots of each training that are scored, besides the untrained policy.</param>
    /// <exception cref="ArgumentException">Something is missing, unknown or out of range; the message says what to
    /// do.</exception>
    public SpeedupStudy(StudyRequest request, IReadOnlyList<int> threads, int seeds, double score, int points = 20)
        : base(request, new Dictionary<string, string>
        {
            ["topology.threads"] = "the study's threads",
            ["seed"] = "the study's seeds",
            ["report.interval"] = "the study's points",
            ["evaluation.episodes"] = "the study's episodes",
        })
    {
        if (threads.Count == 0)
        {
            throw new StudyException("threads: none is named; name at least one count, such as 1,2,4.");
        }

        foreach (int count in threads)
        {
            StudyRequest.RequireAtLeastOne("threads", count);
        }

        StudyRequest.RequireAtLeastOne("seeds", seeds);
        StudyRequest.RequireAtLeastOne("points", points);
        if (!double.IsFinite(score))
        {
            throw new StudyException("score: it is not a number; name the mean return to reach, such as 475.");
        }

        this.threads = [.. threads.Distinct().Order()];
        this.seeds = seeds;
        this.score = score;
        Points = points;
        Trials =
        [
            .. from seed in Enumerable.Range(0, seeds)
               from count in this.threads
               from method in Methods
               select new StudyTrial(method, Request.Resolve(method, [], ("topology.threads", $"{count}"), ("seed", $"{seed}"))),
        ];
    }

    /// <inheritdoc/>
    public override string Kind => "speedup";

    /// <inheritdoc/>
    public override int Points { get; }

    /// <summary>What to say of thread counts that this machine has no cores for; null if there are none.</summary>
    public string? ProcessorNote => threads[^1] <= Request.Processors ? null :
        $"{string.Join(", ", threads.Where(t => t > Request.Processors))} threads are more threads than the " +
        $"{Request.Processors} logical {(Request.Processors == 1 ? "processor" : "processors")}: " +
        "time cannot fall further, data still can.";

    internal override IReadOnlyList<string> GrowingSettings => ["seeds"];

    // The score is not among them: nothing is trained differently for it, and another one only needs another report.
    internal override IEnumerable<(string Name, string Value)> OwnSettings =>
    [
        ("threads", string.Join(',', threads)),
        ("seeds", $"{seeds}"),
        ("points", $"{Points}"),
        ("jobs", Request.Jobs is { } jobs ? $"{jobs}" : "auto"),
        ("logical processors", $"{Request.Processors}"),
    ];

    /// <inheritdoc/>
    public override string Describe(StudyTrial trial) =>
        $"{Label(trial.Method)}, {ThreadsText(trial.Threads)}, seed {trial.Options.Seed}";

    /// <inheritdoc/>
    public override StudyFindings Find(IReadOnlyList<TrialResult> results)
    {
        List<SpeedupRow> rows = [.. Methods.SelectMany(m => SpeedupRow.Of(m, threads, results, score))];
        return new StudyFindings(Explanation(), [.. Notes(results)], SpeedupRow.ToTable(rows), [.. Plots(results, rows)]);
    }

    private string Explanation() => string.Create(
        CultureInfo.InvariantCulture,
        $"Trainings until their mean return reaches {score}, from {Points} evenly spaced snapshots and the untrained policy, " +
        $"linearly interpolated between the ") +
        "first snapshot that reaches it and the one before. Means and standard deviations are over the trainings that reached " +
        $"it. A speed-up is the mean of {ThreadsText(threads[0])} divided by the mean of the row: of time, " +
        $"and of data (steps). {HowScored}";

    private IEnumerable<string> Notes(IReadOnlyList<TrialResult> results)
    {
        yield return Request.Jobs is { } jobs
            ? $"Trainings in parallel: {jobs}."
            : $"Trainings in parallel: as many as their threads leave logical processors for ({Request.Processors} for one " +
                "thread), of one thread count at a time. With one training at a time (jobs 1) a single thread may be faster, " +
                "and speed-ups lower, because cores clock higher when others idle.";
        if (ProcessorNote is { } note)
        {
            yield return note;
        }

        if (Trials[0].Options.Deterministic)
        {
            yield return "These trainings are deterministic: their actors take turns on one core, " +
                "so that more threads save no time.";
        }

        if (results.Any(r => TimeToScore.Of(r.Points, score) is { Steps: 0 }))
        {
            yield return "An untrained policy already has this score in some trainings, at step 0: choose a higher one.";
        }

        if (results.Any(r => TimeToScore.Of(r.Points, score) is null))
        {
            yield return "Where not every training reached the score, the means are those of the faster ones " +
                "and flatter the row.";
        }
    }

    private IEnumerable<StudyPlot> Plots(IReadOnlyList<TrialResult> results, IReadOnlyList<SpeedupRow> rows)
    {
        foreach (string method in Methods)
        {
            foreach ((string name, string label, Func<StudyPoint, double> x) in new (string, string, Func<StudyPoint, double>)[]
            {
                ("data", "data: steps, summed over all actors", p => p.Steps),
                ("time", "training time in seconds", p => p.Seconds),
            })
            {
                PlotSeries[] series = 
                [
                    .. threads.Select(t => ScoreCurve.Of(
                        ThreadsText(t), results.Where(r => r.Trial.Method == method && r.Trial.Threads == t), x)),
                ];
                if (series.Any(s => s.Points.Count > 0))
                {
                    yield return new StudyPlot(
                        $"{method}-score-by-{name}", new LinePlot([.. series.Where(s => s.Points.Count > 0)])
                        {
                            Title = $"{Label(method)} on {EnvironmentId}: score against {name}", XLabel = label,
                            YLabel = "score (mean return)", Caption = ScoreCurve.Band,
                        });
                }
            }
        }

        foreach ((string name, Func<SpeedupRow, double> speedup) in new (string, Func<SpeedupRow, double>)[]
        {
            ("time", r => r.TimeSpeedup), ("data", r => r.DataSpeedup),
        })
        {
            PlotSeries[] series =
            [
                .. Methods.Select(m => new PlotSeries(Label(m),
                    [.. rows.Where(r => r.Method == m && double.IsFinite(speedup(r)))
                        .Select(r => new PlotPoint(r.Threads, speedup(r)))])),
            ];
            if (series.Any(s => s.Points.Count > 0))
            {
                yield return new StudyPlot($"speedup-of-{name}", new LinePlot([.. series.Where(s => s.Points.Count > 0)])
                {
                    Title = $"{EnvironmentId}: speed-up of {name} to score {score.ToString(CultureInfo.InvariantCulture)}",
                    XLabel = "threads", XScale = AxisScale.Log2, YFromZero = true,
                    YLabel = $"{name} of {ThreadsText(threads[0])} / {name} (a ratio)",
                });
            }
        }
    }

    private static string ThreadsText(int count) => $"{count} {(count == 1 ? "thread" : "threads")}";
}
