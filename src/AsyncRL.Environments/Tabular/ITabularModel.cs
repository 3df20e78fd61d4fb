namespace AsyncRL.Environments.Tabular;

/// <summary>
/// The full model of a finite Markov decision process: what every action does in every state, and how likely. Planning, as value
/// iteration does it, needs nothing else (Sutton and Barto 2018, chapter 4).
/// </summary>
public interface ITabularModel
{
    /// <summary>How many states there are; a state is an index from 0 to this number - 1.</summary>
    int States { get; }

    /// <summary>How many actions there are; an action is an index from 0 to this number - 1.</summary>
    int Actions { get; }

    /// <summary>How likely an episode begins in each state: one number per state, which sum to 1.</summary>
    ReadOnlySpan<double> InitialDistribution { get; }

    /// <summary>
    /// What can happen when <paramref name="action"/> is played in <paramref name="state"/>: at least one transition, whose
    /// probabilities sum to 1. The same next state may occur more than once. What is said of the states in which an episode
    /// has ended does not matter to a plan.
    /// </summary>
    /// <param name="state">The state's index.</param>
    /// <param name="action">The action's index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state or action.</exception>
    ReadOnlySpan<Transition> Transitions(int state, int action);
}
