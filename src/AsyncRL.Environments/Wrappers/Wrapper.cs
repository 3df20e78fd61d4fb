namespace AsyncRL.Environments;

/// <summary>
/// An environment around another one that it changes in part. Spaces are the inner one's unless given; everything that is not
/// overridden passes through. It has no generator of its own: seeds go to the inner environment.
/// </summary>
/// <remarks>It owns the inner environment: disposing of the wrapper disposes of that as well, once.</remarks>
public abstract class Wrapper : Environment, IDisposable
{
    private bool isDisposed;

    /// <summary>Wraps an environment, keeping its spaces.</summary>
    /// <param name="inner">The environment to wrap; from now on it is used through the wrapper only.</param>
    protected Wrapper(Environment inner)
        : this(inner, NotNull(inner).ObservationSpace, inner.ActionSpace)
    {
    }

    /// <summary>Wraps an environment, giving it other spaces.</summary>
    /// <param name="inner">The environment to wrap; from now on it is used through the wrapper only.</param>
    /// <param name="observationSpace">What observations of the wrapper look like.</param>
    /// <param name="actionSpace">What actions of the wrapper look like.</param>
    protected Wrapper(Environment inner, Space observationSpace, Space actionSpace)
        : base(observationSpace, actionSpace) => Inner = NotNull(inner);

    /// <summary>The wrapped environment, perhaps a wrapper itself.</summary>
    public Environment Inner { get; }

    /// <inheritdoc/>
    public override Environment Unwrapped => Inner.Unwrapped;

    /// <inheritdoc/>
    public override bool CanSaveState => Inner.CanSaveState;

    /// <inheritdoc/>
    public override bool HasActionMask => Inner.HasActionMask;

    /// <summary>
    /// The inner environment's, unless the wrapper gives other observations. A wrapper that changes rewards or ends has to
    /// override it, with a contract that pays what it pays, or null.
    /// </summary>
    public override GoalContract? Goals =>
        ReferenceEquals(ObservationSpace, Inner.ObservationSpace) ? Inner.Goals : null;

    /// <inheritdoc/>
    public override void WriteActionMask(Span<bool> legal) => Inner.WriteActionMask(legal);

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        Inner.SaveState(writer);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        Inner.LoadState(reader);
    }

    /// <summary>Disposes of the inner environment, if there is something to dispose of; a second call does nothing.</summary>
    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Disposes of the inner environment. A wrapper that holds something of its own overrides it, and calls the base as well.
    /// </summary>
    /// <param name="disposing">True, unless a derived class has a finalizer that calls it.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && Inner is IDisposable disposable)
        {
            disposable.Dispose();
        }
    }

    /// <summary>Begins an episode; passes on to the inner environment unless overridden.</summary>
    /// <param name="seed">The seed for the inner environment, or null.</param>
    /// <param name="observation">Receives the wrapper's observation.</param>
    protected virtual void OnReset(ulong? seed, Span<float> observation) => Inner.Reset(seed, observation);

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation) => Inner.Step(action, observation);

    /// <inheritdoc/>
    protected sealed override void OnReset(Span<float> observation) => OnReset(null, observation);

    private protected sealed override void ResetCore(ulong? seed, Span<float> observation) => OnReset(seed, observation);

    private static Environment NotNull(Environment inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return inner;
    }
}
