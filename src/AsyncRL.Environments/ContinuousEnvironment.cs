namespace AsyncRL.Environments;

/// <summary>An environment whose actions are runs of numbers.</summary>
public abstract class ContinuousEnvironment : Environment
{
    /// <summary>Initialises the environment.</summary>
    /// <param name="observationSpace">What observations look like.</param>
    /// <param name="actionSpace">What actions look like.</param>
    protected ContinuousEnvironment(Space observationSpace, Box actionSpace)
        : base(observationSpace, actionSpace)
    {
    }

    /// <summary>Plays one decision.</summary>
    /// <param name="action">
    /// The action; its length is right, but its numbers may lie outside the action space, as samples of a Gaussian policy do:
    /// what the task does with those is the environment's to say.
    /// </param>
    /// <param name="observation">Receives the observation; it holds old numbers, so write every element.</param>
    protected abstract StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation);

    /// <inheritdoc/>
    protected sealed override StepResult OnStep(EnvironmentAction action, Span<float> observation) =>
        OnStep(action.Continuous, observation);
}
