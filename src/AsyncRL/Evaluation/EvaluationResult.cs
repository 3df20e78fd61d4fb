namespace AsyncRL.Evaluation;

/// <summary>What a policy scored over separate episodes, with the environment's raw rewards.</summary>
/// <param name="Returns">The return of each episode, in the order of their seeds.</param>
/// <param name="Lengths">The length of each episode in steps.</param>
/// <param name="Capped">Episodes that were cut because they reached the evaluation's own limit on steps.</param>
public sealed record EvaluationResult(IReadOnlyList<double> Returns, IReadOnlyList<long> Lengths, int Capped)
{
    /// <summary>What the environment measured of the episodes besides; empty where it measures nothing.</summary>
    public IReadOnlyList<EpisodeMeasure> Measures { get; init; } = [];

    /// <summary>Of a policy of several tasks what it scored on each; empty otherwise.</summary>
    public IReadOnlyList<TaskEvaluation> Tasks { get; init; } = [];

    /// <summary>The results of several tasks as one: its mean return is that over all episodes, as many of each task.</summary>
    /// <param name="tasks">The tasks' names.</param>
    /// <param name="results">Their results.</param>
    /// <returns>All of them.</returns>
    public static EvaluationResult Of(IReadOnlyList<string> tasks, IReadOnlyList<EvaluationResult> results) => new(
        [.. results.SelectMany(r => r.Returns)], [.. results.SelectMany(r => r.Lengths)], results.Sum(r => r.Capped))
    {
        Tasks = [.. tasks.Zip(results, (task, result) => new TaskEvaluation(task, result))],
    };

    /// <summary>Episodes played.</summary>
    public int Episodes => Returns.Count;

    /// <summary>Mean return.</summary>
    public double MeanReturn => Returns.Average();

    /// <summary>Sample standard deviation of the return (n - 1); 0 for a single episode and for equal returns.</summary>
    public double StdReturn
    {
        get
        {
            // The mean of twenty times -0.006 is another number, which made their deviation 6E-19.
            if (Returns.Count < 2 || Returns.All(r => r == Returns[0]))
            {
                return 0;
            }

            double mean = MeanReturn;
            return Math.Sqrt(Returns.Sum(r => (r - mean) * (r - mean)) / (Returns.Count - 1));
        }
    }

    /// <summary>Half-width of the 95 % confidence interval of the mean return: 1.96 standard errors.</summary>
    public double Ci95 => 1.96 * StdReturn / Math.Sqrt(Returns.Count);

    /// <summary>Mean length in steps.</summary>
    public double MeanLength => Lengths.Average();

    /// <summary>The mean and the greatest of each measure, of several tasks task by task, with their tags.</summary>
    internal IEnumerable<(string Tag, double Value)> MeasureValues() =>
    [
        .. Measures.SelectMany(
            m => ((string, double)[])[($"eval/{m.Name}_mean", m.Mean), ($"eval/{m.Name}_max", m.Greatest)]),
        .. Tasks.SelectMany(t => t.Result.MeasureValues().Select(m => ($"{m.Tag}/{t.Task}", m.Value))),
    ];
}
