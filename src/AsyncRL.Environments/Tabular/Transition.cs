namespace AsyncRL.Environments.Tabular;

/// <summary>One thing that can happen when an action is played in a state of an <see cref="ITabularModel"/>.</summary>
/// <param name="Probability">How likely it is, 0 to 1.</param>
/// <param name="Next">The state that follows.</param>
/// <param name="Reward">The reward that comes with it.</param>
/// <param name="Terminated">Whether it ends the episode.</param>
public readonly record struct Transition(double Probability, int Next, double Reward, bool Terminated);
