namespace AsyncRL.Environments;

/// <summary>
/// A world that one agent acts in, with Gymnasium's semantics: <see cref="Reset"/> begins an episode, <see cref="Step"/>
/// plays one decision and says whether the episode terminated or was truncated.
/// </summary>
/// <remarks>
/// <para>Observations are written into the caller's span. All randomness comes from <see cref="Random"/>, so that a seed given
/// to the first reset decides everything. An instance is used by one thread at a time and shares nothing with others.</para>
/// <para>To write one's own, derive from <see cref="DiscreteEnvironment"/> or <see cref="ContinuousEnvironment"/> and check
/// it with the environment checker.</para>
/// </remarks>
public abstract class Environment
{
    private readonly int observationLength;
    private readonly ActionKind actionKind;
    private readonly int[] choiceCounts;  // how many values each choice has; empty where actions are continuous
    private readonly int firstAction;     // the discrete actions are firstAction to firstAction + actions - 1
    private readonly int actions;         // 0 where actions are not Discrete
    private Pcg64? random;
    private Phase phase = Phase.Fresh;

    /// <summary>Initialises the environment with its spaces.</summary>
    /// <param name="observationSpace">What observations look like.</param>
    /// <param name="actionSpace">What actions look like: <see cref="Discrete"/>, <see cref="MultiDiscrete"/>,
    /// <see cref="MultiBinary"/> or <see cref="Box"/>.</param>
    /// <exception cref="ArgumentException">The action space is none of these.</exception>
    protected Environment(Space observationSpace, Space actionSpace)
    {
        ArgumentNullException.ThrowIfNull(observationSpace);
        ArgumentNullException.ThrowIfNull(actionSpace);
        ObservationSpace = observationSpace;
        ActionSpace = actionSpace;
        observationLength = observationSpace.Length;
        actionKind = ActionSpaces.KindOf(actionSpace);
        choiceCounts = actionKind == ActionKind.Continuous ? [] : ActionSpaces.ChoiceCounts(actionSpace);
        (firstAction, actions) = actionSpace is Discrete discrete ? (discrete.Start, discrete.Count) : (0, 0);
    }

    private enum Phase : byte
    {
        Fresh,
        Running,
        Ended,
    }

    /// <summary>What observations look like; every observation has this space's length.</summary>
    public Space ObservationSpace { get; }

    /// <summary>What actions look like.</summary>
    public Space ActionSpace { get; }

    /// <summary>The environment under all wrappers; itself where there are none.</summary>
    public virtual Environment Unwrapped => this;

    /// <summary>
    /// Whether <see cref="SaveState"/> and <see cref="LoadState"/> work: a resumed run then
    /// continues exactly. False unless overridden.
    /// </summary>
    public virtual bool CanSaveState => false;

    /// <summary>
    /// Whether some choices are illegal in some states, as <see cref="WriteActionMask"/> says. False unless overridden.
    /// </summary>
    public virtual bool HasActionMask => false;

    /// <summary>
    /// What goals pay, if its episodes have goals: methods can then learn in hindsight. Null unless overridden, as
    /// <see cref="GoalEnvironment"/> does.
    /// </summary>
    public virtual GoalContract? Goals => null;

    /// <summary>Flags of a mask of legal actions here: those of the action space, or 0 where nothing is masked.</summary>
    public int ActionMaskWidth => HasActionMask ? ActionSpace.MaskWidth : 0;

    /// <summary>
    /// The environment's own generator. A reset with a seed starts it over; until then it draws
    /// from the operating system's entropy.
    /// </summary>
    protected Pcg64 Random => random ??= Pcg64.FromEntropy();

    /// <summary>Begins a new episode.</summary>
    /// <param name="seed">
    /// Starts the generator over; null goes on with it. Give a seed once, to the first reset, and null from then on.
    /// </param>
    /// <param name="observation">Receives the first observation.</param>
    /// <exception cref="ArgumentException"><paramref name="observation"/> has not the observation space's length.</exception>
    public void Reset(ulong? seed, Span<float> observation)
    {
        if (observation.Length != observationLength)
        {
            ThrowObservationLength(observation);
        }

        phase = Phase.Ended;
        ResetCore(seed, observation);
        phase = Phase.Running;
    }

    /// <summary>Plays one decision.</summary>
    /// <param name="action">The action: an integer for a <see cref="Discrete"/> action space, several for
    /// <see cref="MultiDiscrete"/> and <see cref="MultiBinary"/>, real numbers for a <see cref="Box"/>.</param>
    /// <param name="observation">Receives the observation after the step, the last one of the episode included.</param>
    /// <returns>The reward, and whether and how the episode ended.</returns>
    /// <exception cref="InvalidOperationException">There was no reset yet, or none since the episode ended.</exception>
    /// <exception cref="ArgumentException">The action or the buffer does not fit the spaces.</exception>
    public StepResult Step(EnvironmentAction action, Span<float> observation)
    {
        if (phase != Phase.Running)
        {
            ThrowNotRunning();
        }

        if (observation.Length != observationLength)
        {
            ThrowObservationLength(observation);
        }

        if (actionKind == ActionKind.Discrete
            ? action.Kind != ActionKind.Discrete || (uint)(action.Discrete - firstAction) >= (uint)actions
            : !Fits(action))
        {
            ThrowAction(action);
        }

        // An environment that throws in mid-step must be reset before it goes on.
        phase = Phase.Ended;
        StepResult result = OnStep(action, observation);
        if (!result.EpisodeEnded)
        {
            phase = Phase.Running;
        }

        return result;
    }

    /// <summary>
    /// Says which choices are legal in the present state. All are, unless overridden along with <see cref="HasActionMask"/>.
    /// </summary>
    /// <param name="legal">
    /// Receives one flag per value of each choice, choice after choice [<see cref="Space.MaskWidth"/> of the action space]; at
    /// least one of each choice must be true.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="legal"/> has another length, or actions are continuous.</exception>
    public virtual void WriteActionMask(Span<bool> legal)
    {
        if (legal.Length != ActionSpace.MaskWidth || legal.IsEmpty)
        {
            throw new ArgumentException(
                $"A mask of {legal.Length} flags does not fit the action space {ActionSpace} of {Name}; " +
                (ActionSpace.MaskWidth == 0
                    ? "continuous actions have no masks."
                    : $"pass {ActionSpace.MaskWidth} flags."), nameof(legal));
        }

        legal.Fill(true);
    }

    /// <summary>
    /// Writes everything that decides what comes next, so that a fresh instance that loads it continues exactly. Overriding
    /// methods call the base first, which writes the generator and whether an episode is under way.
    /// </summary>
    /// <param name="writer">Where to write.</param>
    /// <exception cref="NotSupportedException"><see cref="CanSaveState"/> is false.</exception>
    public virtual void SaveState(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        CheckCanSave();
        writer.Write(Name);
        writer.Write((byte)phase);
        writer.Write(random is not null);
        random?.Save(writer);
    }

    /// <summary>Takes over what <see cref="SaveState"/> of an instance of the same environment wrote.</summary>
    /// <param name="reader">Where to read.</param>
    /// <exception cref="NotSupportedException"><see cref="CanSaveState"/> is false.</exception>
    /// <exception cref="InvalidDataException">The state is another environment's, or damaged.</exception>
    public virtual void LoadState(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        CheckCanSave();
        string name = reader.ReadString();
        if (name != Name)
        {
            throw new InvalidDataException(
                $"The saved state belongs to the environment {name}, not to {Name}; load it into a {name}.");
        }

        byte saved = reader.ReadByte();
        if (saved > (byte)Phase.Ended)
        {
            throw new InvalidDataException($"The saved state of {Name} has the unknown phase {saved}; the data are damaged.");
        }

        phase = (Phase)saved;
        if (reader.ReadBoolean())
        {
            Random.Load(reader);
        }
        else
        {
            random = null;
        }
    }

    /// <summary>Begins an episode: draws the first state from <see cref="Random"/> and writes its observation.</summary>
    /// <param name="observation">Receives the observation; it holds old numbers, so write every element.</param>
    protected abstract void OnReset(Span<float> observation);

    /// <summary>
    /// Called before <see cref="OnReset"/> where a reset comes with a seed, once <see cref="Random"/> was started over with it:
    /// for environments with generators of their own, as an emulator or an engine has. Does nothing unless overridden.
    /// </summary>
    /// <param name="seed">The seed.</param>
    protected virtual void OnSeeded(ulong seed)
    {
    }

    /// <summary>Plays one decision; the action's kind and range have been checked.</summary>
    /// <param name="action">The action.</param>
    /// <param name="observation">Receives the observation; it holds old numbers, so write every element.</param>
    protected abstract StepResult OnStep(EnvironmentAction action, Span<float> observation);

    private protected string Name => GetType().Name;

    private protected virtual void ResetCore(ulong? seed, Span<float> observation)
    {
        if (seed is { } value)
        {
            var sequence = new SeedSequence(value);
            if (random is null)
            {
                random = new Pcg64(sequence);
            }
            else
            {
                random.Reseed(sequence);
            }

            OnSeeded(value);
        }

        OnReset(observation);
    }

    private void CheckCanSave()
    {
        if (!CanSaveState)
        {
            throw new NotSupportedException(
                $"The environment {Name} cannot save its state; override CanSaveState, SaveState and LoadState to let it.");
        }
    }

    private void ThrowObservationLength(Span<float> observation) => throw new ArgumentException(
        $"The observation buffer holds {observation.Length} numbers, but {Name} writes {observationLength}; " +
        "pass a span of that length.",
        nameof(observation));

    private void ThrowNotRunning() => throw new InvalidOperationException(phase == Phase.Fresh
        ? $"{Name} was stepped before its first reset; call Reset first."
        : $"{Name} was stepped after its episode ended; call Reset before the next step.");

    private bool Fits(EnvironmentAction action)
    {
        if (action.Kind != actionKind)
        {
            return false;
        }

        if (actionKind == ActionKind.Continuous)
        {
            return action.Continuous.Length == ActionSpace.Length;
        }

        if (action.Choices.Length != choiceCounts.Length)
        {
            return false;
        }

        for (int i = 0; i < choiceCounts.Length; i++)
        {
            if ((uint)action.Choices[i] >= (uint)choiceCounts[i])
            {
                return false;
            }
        }

        return true;
    }

    private void ThrowAction(EnvironmentAction action)
    {
        if (action.Kind != actionKind)
        {
            throw new ArgumentException(
                $"{Name} was given the {action.Kind} action {action.ToString()}, but its action space is {ActionSpace}.",
                nameof(action));
        }

        if (actionKind == ActionKind.Discrete)
        {
            throw new ArgumentOutOfRangeException(
                nameof(action),
                $"{Name} was given the action {action.Discrete}, but its actions are {firstAction} to " +
                $"{firstAction + actions - 1}.");
        }

        int length = actionKind == ActionKind.Continuous ? action.Continuous.Length : action.Choices.Length;
        if (length != ActionSpace.Length)
        {
            throw new ArgumentException(
                $"{Name} was given an action of {length} numbers, but its action space {ActionSpace} has {ActionSpace.Length}.",
                nameof(action));
        }

        throw new ArgumentOutOfRangeException(
            nameof(action), $"{Name} was given the action {action.ToString()}, but its choices are {ActionSpace}.");
    }
}
