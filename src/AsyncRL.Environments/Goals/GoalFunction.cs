namespace AsyncRL.Environments;

/// <summary>
/// What an environment pays for goals: for n pairs of an achieved and a desired goal of g numbers each, the reward of the step
/// that led there and whether it ends the episode. It must be pure: the same answer for the same pair at any time, whatever was
/// played, also while another thread plays the environment.
/// </summary>
/// <param name="achieved">The goals that were achieved [n x g].</param>
/// <param name="desired">The goals that were to be achieved [n x g].</param>
/// <param name="rewards">Receives what Step would have returned [n].</param>
/// <param name="terminated">Receives whether the episode would have terminated [n].</param>
public delegate void GoalFunction(
    ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired, Span<double> rewards, Span<bool> terminated);
