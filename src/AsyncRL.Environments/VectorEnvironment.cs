namespace AsyncRL.Environments;

/// <summary>
/// Several copies of an environment stepped together by one thread, with same-step autoreset: where an episode ends, the step's
/// observation is already the first one of the next, and the last one is kept in <see cref="FinalObservation"/>.
/// </summary>
/// <remarks>
/// <para>Gymnasium's <c>SyncVectorEnv</c> with <c>AutoresetMode.SAME_STEP</c>; the final observation is a typed row here instead
/// of an entry of a dictionary. Copy i is seeded with seed + i, as there.</para>
/// <para>Used by one thread at a time. Steps allocate nothing besides what the environments do. Disposing of it disposes of the
/// copies.</para>
/// </remarks>
public sealed class VectorEnvironment : IDisposable
{
    private readonly EnvironmentPool pool = new();
    private readonly Environment[] environments;
    private readonly float[] finalObservations;
    private readonly int observationLength;
    private readonly int actionLength;
    private readonly ActionKind actionKind;
    private readonly bool beginsSteps;

    /// <summary>Creates the copies.</summary>
    /// <param name="create">Creates one environment; called <paramref name="count"/> times.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The environments have different spaces, or one instance came twice.</exception>
    public VectorEnvironment(Func<Environment> create, int count)
    {
        ArgumentNullException.ThrowIfNull(create);
        if (count < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"A vector environment cannot hold {count} environments; it needs at least 1.");
        }

        environments = new Environment[count];
        for (int i = 0; i < count; i++)
        {
            environments[i] = MakeOne(create);
        }

        observationLength = ObservationSpace.Length;
        actionLength = ActionSpace.Length;
        actionKind = ActionSpaces.KindOf(ActionSpace);
        beginsSteps = count > 1 && Array.TrueForAll(environments, e => e is IBeginsSteps);
        finalObservations = new float[count * observationLength];
        Results = new StepResult[count];
    }

    /// <summary>How many environments there are.</summary>
    public int Count => environments.Length;

    /// <summary>What one environment's observations look like.</summary>
    public Space ObservationSpace => environments[0].ObservationSpace;

    /// <summary>What one environment's actions look like.</summary>
    public Space ActionSpace => environments[0].ActionSpace;

    /// <summary>What the last step gave in each environment; where an episode ended, of that episode [count].</summary>
    public StepResult[] Results { get; }

    /// <summary>One of the environments, to draw it or to ask for its mask.</summary>
    /// <param name="index">Which, from 0.</param>
    public Environment this[int index] => environments[index];

    /// <summary>
    /// The last observation of the episode that the last step ended in an environment: what a
    /// truncated episode's value is estimated from.
    /// </summary>
    /// <param name="index">Which environment.</param>
    /// <returns>The observation [observation length], valid until the next step.</returns>
    /// <exception cref="InvalidOperationException">The last step ended no episode there.</exception>
    public ReadOnlySpan<float> FinalObservation(int index) => Results[index].EpisodeEnded
        ? finalObservations.AsSpan(index * observationLength, observationLength)
        : throw new InvalidOperationException(
            $"The last step ended no episode in environment {index}, so it has no final observation; look at Results first.");

    /// <summary>Disposes of the environments.</summary>
    public void Dispose() => pool.Dispose();

    /// <summary>Begins an episode in every environment.</summary>
    /// <param name="seed">Environment i starts its generator over with seed + i; null lets all go on with theirs.</param>
    /// <param name="observations">Receives the first observations, one after another [count x observation length].</param>
    /// <exception cref="ArgumentException">The buffer has another length.</exception>
    public void Reset(ulong? seed, Span<float> observations)
    {
        CheckObservations(observations);
        for (int i = 0; i < environments.Length; i++)
        {
            Results[i] = default;
            environments[i].Reset(seed + (ulong)i, Row(observations, i));
        }
    }

    /// <summary>
    /// Plays one decision in every environment of <see cref="Discrete"/>, <see cref="MultiDiscrete"/>
    /// or <see cref="MultiBinary"/> actions.
    /// </summary>
    /// <param name="actions">The actions, one after another [count x action length].</param>
    /// <param name="observations">Receives the observations to act on next [count x observation length].</param>
    /// <exception cref="ArgumentException">A buffer has another length, or actions are continuous.</exception>
    public void Step(ReadOnlySpan<int> actions, Span<float> observations)
    {
        CheckStep(actionKind == ActionKind.Continuous ? ActionKind.Discrete : actionKind, actions.Length, observations);
        for (int i = 0; beginsSteps && i < environments.Length; i++)
        {
            ((IBeginsSteps)environments[i]).BeginStep(Choice(actions, i));
        }

        for (int i = 0; i < environments.Length; i++)
        {
            Step(i, Choice(actions, i), Row(observations, i));
        }
    }

    /// <summary>Plays one decision in every environment of continuous actions.</summary>
    /// <param name="actions">The actions, one after another [count x action length].</param>
    /// <param name="observations">Receives the observations to act on next [count x observation length].</param>
    /// <exception cref="ArgumentException">A buffer has another length, or actions are not continuous.</exception>
    public void Step(ReadOnlySpan<float> actions, Span<float> observations)
    {
        CheckStep(ActionKind.Continuous, actions.Length, observations);
        for (int i = 0; beginsSteps && i < environments.Length; i++)
        {
            ((IBeginsSteps)environments[i]).BeginStep(actions.Slice(i * actionLength, actionLength));
        }

        for (int i = 0; i < environments.Length; i++)
        {
            Step(i, actions.Slice(i * actionLength, actionLength), Row(observations, i));
        }
    }

    /// <summary>Writes the masks of legal actions of all environments.</summary>
    /// <param name="legal">Receives them, one after another [count x mask width of the action space].</param>
    public void WriteActionMasks(Span<bool> legal)
    {
        int width = ActionSpace.MaskWidth;
        for (int i = 0; i < environments.Length; i++)
        {
            environments[i].WriteActionMask(legal.Slice(i * width, width));
        }
    }

    private EnvironmentAction Choice(ReadOnlySpan<int> actions, int index) => actionKind == ActionKind.Discrete
        ? actions[index]
        : actions.Slice(index * actionLength, actionLength);

    private Environment MakeOne(Func<Environment> create)
    {
        try
        {
            return pool.Make(create);
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    private void Step(int index, EnvironmentAction action, Span<float> observation)
    {
        Results[index] = environments[index].Step(action, observation);
        if (Results[index].EpisodeEnded)
        {
            observation.CopyTo(Row(finalObservations, index));
            environments[index].Reset(null, observation);
        }
    }

    private Span<float> Row(Span<float> rows, int index) => rows.Slice(index * observationLength, observationLength);

    private void CheckStep(ActionKind kind, int length, Span<float> observations)
    {
        if (kind != actionKind)
        {
            throw new ArgumentException($"Actions of {ActionSpace} are {actionKind}, not {kind}; call the Step that takes them.");
        }

        if (length != Count * actionLength)
        {
            throw new ArgumentException(
                $"{Count} actions of {ActionSpace} are {Count * actionLength} numbers, but {length} were given.");
        }

        CheckObservations(observations);
    }

    private void CheckObservations(Span<float> observations)
    {
        if (observations.Length != Count * observationLength)
        {
            throw new ArgumentException(
                $"The observation buffer holds {observations.Length} numbers, but {Count} environments write " +
                $"{Count * observationLength}; pass a span of that length.",
                nameof(observations));
        }
    }
}
