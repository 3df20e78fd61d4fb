namespace AsyncRL.Environments;

/// <summary>What one step gave besides the observation.</summary>
/// <param name="Reward">The reward.</param>
/// <param name="Terminated">The episode reached a terminal state of the task: nothing follows, its value is 0.</param>
/// <param name="Truncated">
/// The episode was cut from outside, as by a time limit: the last state's value is still to be estimated. Where both are set,
/// <paramref name="Terminated"/> decides for bootstrapping.
/// </param>
public readonly record struct StepResult(double Reward, bool Terminated, bool Truncated = false)
{
    /// <summary>Whether the episode is over, for either reason; the next call must be a reset.</summary>
    public bool EpisodeEnded => Terminated || Truncated;
}
