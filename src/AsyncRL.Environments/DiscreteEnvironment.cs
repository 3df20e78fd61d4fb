namespace AsyncRL.Environments;

/// <summary>An environment whose actions are the integers 0 to n - 1.</summary>
public abstract class DiscreteEnvironment : Environment
{
    /// <summary>Initialises the environment.</summary>
    /// <param name="observationSpace">What observations look like.</param>
    /// <param name="actions">How many actions there are, at least 1.</param>
    protected DiscreteEnvironment(Space observationSpace, int actions)
        : base(observationSpace, new Discrete(actions))
    {
    }

    /// <summary>Plays one decision.</summary>
    /// <param name="action">The action's index; it is in range.</param>
    /// <param name="observation">Receives the observation; it holds old numbers, so write every element.</param>
    protected abstract StepResult OnStep(int action, Span<float> observation);

    /// <inheritdoc/>
    protected sealed override StepResult OnStep(EnvironmentAction action, Span<float> observation) =>
        OnStep(action.Discrete, observation);
}
