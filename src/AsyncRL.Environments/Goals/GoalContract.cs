namespace AsyncRL.Environments;

/// <summary>
/// What makes an environment one with goals: its observations have the three parts of Gymnasium's goal environments, and the
/// reward and termination of a step follow from the goal achieved after it and the desired one alone. So a step can be valued
/// for a goal that was not the episode's: hindsight experience replay (Andrychowicz et al. 2017). Immutable.
/// </summary>
public sealed class GoalContract
{
    /// <summary>The part that tells of the state: <c>observation</c>.</summary>
    public const string ObservationPart = "observation";

    /// <summary>The part that tells which goal the state achieves: <c>achieved_goal</c>.</summary>
    public const string AchievedPart = "achieved_goal";

    /// <summary>The part that tells the goal of the episode: <c>desired_goal</c>.</summary>
    public const string DesiredPart = "desired_goal";

    private readonly GoalFunction evaluate;

    /// <summary>Makes the contract.</summary>
    /// <param name="observationSpace">The environment's observation space: a <see cref="DictSpace"/> of exactly
    /// <c>observation</c>, <c>achieved_goal</c> and <c>desired_goal</c>, in any order.</param>
    /// <param name="evaluate">What goals pay.</param>
    /// <exception cref="ArgumentException">The space has other parts, or the two goals are not alike.</exception>
    public GoalContract(Space observationSpace, GoalFunction evaluate)
    {
        ArgumentNullException.ThrowIfNull(observationSpace);
        ArgumentNullException.ThrowIfNull(evaluate);
        if (observationSpace is not DictSpace { Parts.Count: 3 } parts
            || parts.Parts.Any(p => p.Name is not (ObservationPart or AchievedPart or DesiredPart)))
        {
            throw new ArgumentException(
                $"An environment with goals needs observations in a Dict of exactly {ObservationPart}, {AchievedPart} and " +
                $"{DesiredPart}, but they are {observationSpace}.", nameof(observationSpace));
        }

        (Achieved, Desired) = (parts[AchievedPart], parts[DesiredPart]);
        if (!Achieved.Space.Equals(Desired.Space))
        {
            throw new ArgumentException(
                $"{AchievedPart} is {Achieved.Space} and {DesiredPart} is {Desired.Space}, but they must be alike, so that " +
                "what was achieved can be desired.", nameof(observationSpace));
        }

        ObservationSpace = parts;
        this.evaluate = evaluate;
    }

    /// <summary>The observations that it belongs to.</summary>
    public DictSpace ObservationSpace { get; }

    /// <summary>Where the achieved goal lies in an observation.</summary>
    public SpacePart Achieved { get; }

    /// <summary>Where the desired goal lies in an observation.</summary>
    public SpacePart Desired { get; }

    /// <summary>Numbers of a goal: g.</summary>
    public int Length => Desired.Space.Length;

    /// <summary>The rewards of steps, and whether they terminate, by what was achieved after them and what was desired.</summary>
    /// <param name="achieved">The achieved goals [n x <see cref="Length"/>].</param>
    /// <param name="desired">The desired goals [n x <see cref="Length"/>].</param>
    /// <param name="rewards">Receives the rewards [n]; n may be 0.</param>
    /// <param name="terminated">Receives whether the episode ends [n].</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Evaluate(
        ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired, Span<double> rewards, Span<bool> terminated)
    {
        int n = rewards.Length;
        if (terminated.Length != n || achieved.Length != n * Length || desired.Length != n * Length)
        {
            throw new ArgumentException(
                $"{n} rewards of goals of {Length} numbers need as many ends and {n * Length} numbers of " +
                $"achieved and of desired goals, but there are {terminated.Length}, " +
                $"{achieved.Length} and {desired.Length}.", nameof(rewards));
        }

        evaluate(achieved, desired, rewards, terminated);
    }
}
