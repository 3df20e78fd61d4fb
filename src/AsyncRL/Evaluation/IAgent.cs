using AsyncRL.Environments;

namespace AsyncRL.Evaluation;

/// <summary>
/// What chooses the actions of an environment: a trained policy, a table, a script of one's own. Used by one thread at a time.
/// </summary>
public interface IAgent
{
    /// <summary>Forgets the episode before. Called before the first decision of every episode.</summary>
    /// <param name="seed">Seeds whatever the agent draws in this episode, so that equal seeds play equal episodes.</param>
    void BeginEpisode(ulong seed);

    /// <summary>Chooses an action.</summary>
    /// <param name="observation">The observation [length of the observation space].</param>
    /// <param name="legal">
    /// Which actions are legal [<see cref="Environments.Environment.ActionMaskWidth"/>]; empty where all are.
    /// </param>
    /// <returns>The action, valid until the next decision.</returns>
    EnvironmentAction Act(ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal);
}
