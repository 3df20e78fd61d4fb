namespace AsyncRL.Environments;

/// <summary>
/// An environment in which every episode has its own goal, to be written in a few lines: how an episode begins, what an action
/// does, what there is to see, and when a goal is reached. The rest follows, the <see cref="GoalContract"/> included.
/// </summary>
/// <remarks>
/// The observation is a <see cref="DictSpace"/> of <c>observation</c>, <c>achieved_goal</c> and <c>desired_goal</c>. A step pays
/// -1 until the goal is reached, which pays 0 and ends the episode, unless <see cref="RewardOf"/> or
/// <see cref="EndsWhenReached"/> says otherwise. Register it with a time limit.
/// </remarks>
public abstract class GoalEnvironment : Environment
{
    // Fair draws of a start and a goal hardly ever coincide this often.
    private const int MostDraws = 10_000;

    private readonly float[] goal;
    private readonly SpacePart seen;

    /// <summary>Initialises the environment.</summary>
    /// <param name="observationSpace">What is to be seen of the state, goals left out; not composite.</param>
    /// <param name="goalSpace">What goals look like, achieved and desired ones; not composite.</param>
    /// <param name="actionSpace">What actions look like.</param>
    /// <exception cref="ArgumentException">A space is composite.</exception>
    protected GoalEnvironment(Space observationSpace, Space goalSpace, Space actionSpace)
        : base(
            new DictSpace(
                (GoalContract.ObservationPart, observationSpace),
                (GoalContract.AchievedPart, goalSpace),
                (GoalContract.DesiredPart, goalSpace)),
            actionSpace)
    {
        Goals = new GoalContract(ObservationSpace, Evaluate);
        goal = new float[goalSpace.Length];
        seen = Goals.ObservationSpace[GoalContract.ObservationPart];
    }

    /// <inheritdoc/>
    public sealed override GoalContract Goals { get; }

    /// <summary>The goal of the present episode.</summary>
    protected ReadOnlySpan<float> Goal => goal;

    /// <summary>Whether reaching the goal ends the episode. True unless overridden; must always be the same.</summary>
    protected virtual bool EndsWhenReached => true;

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        foreach (float x in goal)
        {
            writer.Write(x);
        }
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        foreach (ref float x in goal.AsSpan())
        {
            x = reader.ReadSingle();
        }
    }

    /// <summary>
    /// Begins an episode: draws the first state and a goal from <see cref="Environment.Random"/>. Called again where
    /// the state reaches that goal already.
    /// </summary>
    /// <param name="goal">Receives the goal; write every element.</param>
    protected abstract void Begin(Span<float> goal);

    /// <summary>Changes the state by an action, whose kind and length have been checked.</summary>
    /// <param name="action">The action; numbers of continuous ones may lie outside the action space.</param>
    protected abstract void Act(EnvironmentAction action);

    /// <summary>Writes what is to be seen of the state, and which goal it achieves.</summary>
    /// <param name="observation">Receives the observation; write every element.</param>
    /// <param name="achieved">Receives the achieved goal; write every element.</param>
    protected abstract void Observe(Span<float> observation, Span<float> achieved);

    /// <summary>Whether a goal counts as reached. It must look at nothing but its arguments and what never changes.</summary>
    /// <param name="achieved">An achieved goal.</param>
    /// <param name="desired">A desired one.</param>
    protected abstract bool IsReached(ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired);

    /// <summary>
    /// The reward of a step: 0 where the goal is reached and -1 elsewhere unless overridden. It must look at nothing but
    /// its arguments and what never changes.
    /// </summary>
    /// <param name="achieved">The goal that was achieved after the step.</param>
    /// <param name="desired">The desired one.</param>
    /// <param name="reached">What <see cref="IsReached"/> says of the two.</param>
    protected virtual double RewardOf(ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired, bool reached) =>
        reached ? 0 : -1;

    /// <inheritdoc/>
    protected sealed override void OnReset(Span<float> observation)
    {
        for (int draws = 0; draws < MostDraws; draws++)
        {
            Begin(goal);
            Show(observation);
            if (!IsReached(Goals.Achieved.Of(observation), goal))
            {
                return;
            }
        }

        throw new InvalidOperationException(
            $"{Name} drew {MostDraws} beginnings, each with a goal that was reached already; let Begin draw others.");
    }

    /// <inheritdoc/>
    protected sealed override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        Act(action);
        Show(observation);
        Span<float> achieved = Goals.Achieved.Of(observation);
        bool reached = IsReached(achieved, goal);
        return new StepResult(RewardOf(achieved, goal, reached), reached && EndsWhenReached);
    }

    private void Show(Span<float> observation)
    {
        Observe(seen.Of(observation), Goals.Achieved.Of(observation));
        goal.CopyTo(Goals.Desired.Of(observation));
    }

    private void Evaluate(
        ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired, Span<double> rewards, Span<bool> terminated)
    {
        for (int i = 0; i < rewards.Length; i++)
        {
            ReadOnlySpan<float> to = achieved.Slice(i * goal.Length, goal.Length);
            ReadOnlySpan<float> wanted = desired.Slice(i * goal.Length, goal.Length);
            bool reached = IsReached(to, wanted);
            rewards[i] = RewardOf(to, wanted, reached);
            terminated[i] = reached && EndsWhenReached;
        }
    }
}
