namespace AsyncRL.Environments;

/// <summary>An environment of one of several tasks, seen through the spaces that they share (<see cref="TaskSpaces"/>).</summary>
/// <remarks>It owns the environment that it wraps.</remarks>
public sealed class TaskEnvironment : Wrapper
{
    private readonly int[] actions; // the task's own of each joint action, or -1; empty where they are the same
    private readonly int[] places; // of the task's numbers in the joint observation; empty where they lie alike
    private readonly int ownStart;
    private readonly int jointStart;
    private readonly float shift; // from an observed choice to the joint one
    private readonly float[] own;
    private readonly bool[] ownLegal;

    internal TaskEnvironment(TaskSpaces spaces, int task, Environment inner)
        : base(inner, spaces.ObservationSpace, spaces.ActionSpace)
    {
        Spaces = spaces;
        Number = task;
        actions = [.. spaces.ActionsOf(task)];
        if (!Shows(inner.ObservationSpace) || !Takes(inner.ActionSpace))
        {
            throw new ArgumentException(
                $"An environment with observations {inner.ObservationSpace} and actions {inner.ActionSpace} is none of the " +
                $"task {TaskName}, which is played in {spaces.ObservationSpace} and {spaces.ActionSpace}.", nameof(inner));
        }

        places = JoinedObservations.Places(inner.ObservationSpace, ObservationSpace);
        ownStart = (inner.ActionSpace as Discrete)?.Start ?? 0;
        jointStart = (ActionSpace as Discrete)?.Start ?? 0;
        shift = ((ObservationSpace as Discrete)?.Start ?? 0) - ((inner.ObservationSpace as Discrete)?.Start ?? 0);
        own = places.Length == 0 ? [] : new float[inner.ObservationSpace.Length];
        ownLegal = new bool[inner.ActionMaskWidth];
        IReadOnlyList<string> names = (inner.Unwrapped as IDrawable)?.ActionNames ?? [];
        ActionNames = actions.Length == 0 ? names
            : names.Count != ((Discrete)inner.ActionSpace).Count ? []
            : [.. actions.Select(a => a < 0 ? "-" : names[a])];
    }

    /// <summary>The spaces of all tasks.</summary>
    public TaskSpaces Spaces { get; }

    /// <summary>The task's number among them, from 0.</summary>
    public int Number { get; }

    /// <summary>The task's name.</summary>
    public string TaskName => Spaces.Names[Number];

    /// <summary>What the joint actions are called, "-" for those that this task lacks; empty where they have no names.</summary>
    public IReadOnlyList<string> ActionNames { get; }

    /// <inheritdoc/>
    public override bool HasActionMask => Spaces.IsMasked;

    /// <summary>The task that an environment is of, under whatever wrappers.</summary>
    /// <param name="environment">The environment.</param>
    /// <returns>The task's environment; null where it is of no task among several.</returns>
    public static TaskEnvironment? Of(Environment environment)
    {
        for (Environment outer = environment; outer is Wrapper wrapper; outer = wrapper.Inner)
        {
            if (outer is TaskEnvironment task)
            {
                return task;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override void WriteActionMask(Span<bool> legal)
    {
        if (legal.Length != ActionSpace.MaskWidth || actions.Length == 0)
        {
            // Of a task without masks everything is legal.
            Inner.WriteActionMask(legal);
            return;
        }

        if (ownLegal.Length > 0)
        {
            Inner.WriteActionMask(ownLegal);
        }

        for (int action = 0; action < legal.Length; action++)
        {
            int a = actions[action];
            legal[action] = a >= 0 && (ownLegal.Length == 0 || ownLegal[a]);
        }
    }

    /// <inheritdoc/>
    protected override void OnReset(ulong? seed, Span<float> observation)
    {
        Inner.Reset(seed, own.Length > 0 ? own : observation);
        Place(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        StepResult result = Inner.Step(
            action.Kind == ActionKind.Discrete ? OwnAction(action.Discrete) : action, own.Length > 0 ? own : observation);
        Place(observation);
        return result;
    }

    private int OwnAction(int action)
    {
        int joint = action - jointStart, a = actions.Length == 0 ? joint : actions[joint];
        return a >= 0 ? ownStart + a : throw new ArgumentException(
            $"The action {action} is none of the task {TaskName}, as its mask says; choose a legal one.", nameof(action));
    }

    private void Place(Span<float> observation)
    {
        if (own.Length > 0)
        {
            observation.Clear();
            for (int i = 0; i < own.Length; i++)
            {
                observation[places[i]] = own[i];
            }
        }

        if (shift != 0)
        {
            observation[0] += shift;
        }
    }

    private bool Shows(Space space) => (space, ObservationSpace) switch
    {
        (Box box, Box joint) => box.ElementType == joint.ElementType && box.Shape.Count == joint.Shape.Count
            && box.Shape.Zip(joint.Shape).All(axis => axis.First <= axis.Second),
        (Discrete choice, Discrete joint) => choice.Count <= joint.Count,
        _ => space.Equals(ObservationSpace),
    };

    private bool Takes(Space space) => actions.Length == 0
        ? space.Equals(ActionSpace)
        : space is Discrete discrete && discrete.Count == actions.Max() + 1;
}
