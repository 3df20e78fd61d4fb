using AsyncRL.Evaluation;

namespace AsyncRL.Runs;

/// <summary>How a run is doing. Raised a few times a second, on the coordinator's thread.</summary>
/// <param name="Steps">Steps played, summed over all actors.</param>
/// <param name="TotalSteps">Steps at which the run ends.</param>
/// <param name="StepsPerSecond">Over the time since the last report.</param>
/// <param name="Episodes">Episodes finished.</param>
/// <param name="MeanReturn">Mean return of the last 100 training episodes; NaN before the first has ended.</param>
/// <param name="MeanLength">Mean length of those episodes in steps; NaN before the first has ended.</param>
/// <param name="Entropy">Mean entropy of the policy in nats at the last report; NaN before it.</param>
/// <param name="Elapsed">Time spent, earlier sessions of the run included.</param>
/// <param name="Remaining">Estimate of the time left.</param>
/// <param name="IsReport">Whether this is a report (written to the run's files) or only a sign of life.</param>
/// <param name="Evaluation">The evaluation made just now, if any.</param>
/// <param name="Warning">Something the user should know, if any.</param>
/// <param name="TopologyValues">What only the run's topology reports, by tag; empty unless this is a report. Valid during the
/// event only.</param>
public sealed record TrainingProgress(
    long Steps,
    long TotalSteps,
    double StepsPerSecond,
    long Episodes,
    double MeanReturn,
    double MeanLength,
    double Entropy,
    TimeSpan Elapsed,
    TimeSpan Remaining,
    bool IsReport,
    EvaluationResult? Evaluation,
    string? Warning,
    IReadOnlyList<(string Tag, double Value)> TopologyValues);
