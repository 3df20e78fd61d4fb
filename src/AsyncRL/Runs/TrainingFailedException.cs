using AsyncRL.Agents;

namespace AsyncRL.Runs;

/// <summary>
/// Training stopped because of a fault: an environment or an objective that failed, a run that diverged, or a model that could
/// not be saved. All play has stopped; what was learnt until then was saved, if the run has a folder that can be written.
/// </summary>
/// <param name="message">What happened and where the model was saved.</param>
/// <param name="savedPath">Where the model was saved; null for a run without a folder.</param>
/// <param name="inner">The fault.</param>
public sealed class TrainingFailedException(string message, string? savedPath, Exception inner) : Exception(message, inner)
{
    /// <summary>Where the model was saved; null for a run without a folder.</summary>
    public string? SavedPath { get; } = savedPath;

    /// <summary>The policy as it was then; null if even that could not be had.</summary>
    public TrainedPolicy? Policy { get; init; }
}
