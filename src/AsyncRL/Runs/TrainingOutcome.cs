using AsyncRL.Agents;

namespace AsyncRL.Runs;

/// <summary>What a call to train gave.</summary>
/// <param name="Policy">The policy as it is now.</param>
/// <param name="Steps">Steps played, summed over all actors and sessions.</param>
/// <param name="Completed">Whether the run reached its number of steps; false when it was stopped before.</param>
/// <param name="ModelPath">Where the model was saved; null for a run without a folder.</param>
/// <param name="MeanReturn">Mean return of the last 100 training episodes; NaN when none ended.</param>
/// <param name="Elapsed">Time spent, earlier sessions included.</param>
public sealed record TrainingOutcome(
    TrainedPolicy Policy, long Steps, bool Completed, string? ModelPath, double MeanReturn, TimeSpan Elapsed)
{
    /// <summary>
    /// What went wrong without costing the run, as sentences: a file that could not be written, a handler or sink that threw, and
    /// what tells that it does not learn. <see cref="TrainingProgress.Warning"/> told each of them at its time.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
