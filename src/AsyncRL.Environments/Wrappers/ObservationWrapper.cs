namespace AsyncRL.Environments;

/// <summary>A wrapper that changes observations and nothing else.</summary>
public abstract class ObservationWrapper : Wrapper
{
    private readonly float[] inner;
    private readonly bool whole;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment to wrap.</param>
    /// <param name="observationSpace">What observations of the wrapper look like.</param>
    protected ObservationWrapper(Environment inner, Space observationSpace)
        : base(inner, observationSpace, inner.ActionSpace)
    {
        this.inner = new float[inner.ObservationSpace.Length];
        whole = observationSpace is Box box && box.ElementType.IsInteger();
    }

    /// <summary>
    /// Null: goals of the inner environment are not what these observations show. A wrapper that leaves them as they
    /// are may give the inner environment's.
    /// </summary>
    public override GoalContract? Goals => null;

    /// <summary>Turns an observation of the inner environment into one of the wrapper.</summary>
    /// <param name="inner">The inner environment's observation; may be changed.</param>
    /// <param name="observation">Receives the wrapper's.</param>
    /// <param name="begins">Whether it is the first of an episode.</param>
    protected abstract void Transform(Span<float> inner, Span<float> observation, bool begins);

    /// <inheritdoc/>
    protected sealed override void OnReset(ulong? seed, Span<float> observation)
    {
        Inner.Reset(seed, inner);
        Transform(inner, observation, begins: true);
    }

    /// <inheritdoc/>
    protected sealed override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        StepResult result = Inner.Step(action, inner);
        Transform(inner, observation, begins: false);
        return result;
    }

    /// <summary>Rounds an observation to whole numbers where its space holds only such.</summary>
    /// <param name="observation">The observation.</param>
    private protected void RoundIfWhole(Span<float> observation)
    {
        if (!whole)
        {
            return;
        }

        foreach (ref float x in observation)
        {
            x = MathF.Round(x);
        }
    }

    /// <summary>The inner environment's observation space as an image.</summary>
    /// <param name="inner">The environment.</param>
    /// <param name="wrapper">Name of the wrapper, for the message.</param>
    /// <returns>[height, width, channels].</returns>
    /// <exception cref="ArgumentException">It is no image.</exception>
    private protected static IReadOnlyList<int> ImageShape(Environment inner, string wrapper)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return inner.ObservationSpace.Shape.Count == 3 ? inner.ObservationSpace.Shape : throw new ArgumentException(
            $"{wrapper} needs images of [height, width, channels], but {inner.GetType().Name} gives {inner.ObservationSpace}.",
            nameof(inner));
    }

    private protected static Box BoxOf(Environment inner, string wrapper)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return inner.ObservationSpace as Box ?? throw new ArgumentException(
            $"{wrapper} needs observations in a Box, but {inner.GetType().Name} gives {inner.ObservationSpace}.", nameof(inner));
    }
}
