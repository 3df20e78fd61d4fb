namespace AsyncRL.Environments;

/// <summary>An environment whose actions are several choices at once.</summary>
public abstract class MultiDiscreteEnvironment : Environment
{
    /// <summary>Initialises the environment.</summary>
    /// <param name="observationSpace">What observations look like.</param>
    /// <param name="actionSpace">What actions look like.</param>
    protected MultiDiscreteEnvironment(Space observationSpace, MultiDiscrete actionSpace)
        : base(observationSpace, actionSpace)
    {
    }

    /// <summary>Initialises an environment of switches.</summary>
    /// <param name="observationSpace">What observations look like.</param>
    /// <param name="actionSpace">What actions look like.</param>
    protected MultiDiscreteEnvironment(Space observationSpace, MultiBinary actionSpace)
        : base(observationSpace, actionSpace)
    {
    }

    /// <summary>Plays one decision.</summary>
    /// <param name="choices">One integer per choice; all are in range.</param>
    /// <param name="observation">Receives the observation; it holds old numbers, so write every element.</param>
    protected abstract StepResult OnStep(ReadOnlySpan<int> choices, Span<float> observation);

    /// <inheritdoc/>
    protected sealed override StepResult OnStep(EnvironmentAction action, Span<float> observation) =>
        OnStep(action.Choices, observation);
}
