namespace AsyncRL.Topologies;

/// <summary>
/// Who plays trajectories of t_max steps of each of its environments for a learner, and learns nothing itself: with a policy of its own (<see cref="OwnPolicyActor"/>), or with
/// actions that are chosen elsewhere (<see cref="SteppingActor"/>).
/// </summary>
/// <remarks>
/// As an actor of <see cref="AsynchronousActors"/> it can be left in the middle of a trajectory and be gone on with later, also by another process. Used by one thread at a
/// time. Allocates nothing once constructed, besides what the environments do.
/// </remarks>
/// <param name="plan">What all actors have in common.</param>
/// <param name="shared">The counters.</param>
/// <param name="sample">One of the environments.</param>
internal abstract class TrajectoryActor(ActorPlan plan, SharedParameters shared, Environments.Environment sample)
{
    private int claimed;

    /// <summary>What this actor has to report.</summary>
    public ActorStatistics Statistics { get; } = new();

    /// <summary>Whether anything was played that has not been handed over.</summary>
    public abstract bool HasRows { get; }

    /// <summary>Whether it cannot go on before somebody else has chosen its actions.</summary>
    public virtual bool NeedsActions => false;

    /// <summary>The trajectory that is packed, or the empty one that the next is packed into.</summary>
    protected Trajectory Packed { get; private set; } = new(plan, sample);

    /// <summary>Plays to the end of a trajectory, unless the run's limit, a request to stop or the lack of actions comes first.</summary>
    /// <returns>Whether a whole trajectory is ready to be handed over.</returns>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned a number that is not finite.</exception>
    public abstract bool Play();

    /// <summary>Packs what was played, for <see cref="HandOver"/>; the next trajectory begins where it ended.</summary>
    public abstract void Pack();

    /// <summary>Exchanges the packed trajectory for an empty one.</summary>
    /// <param name="queue">Has room, and is this thread's for the moment.</param>
    public void HandOver(TrajectoryQueue queue) => Packed = queue.Exchange(Packed);

    /// <summary>Gives back the steps that were claimed and not played, so that T counts steps that happened.</summary>
    public void GiveBackClaim()
    {
        if (claimed > 0)
        {
            shared.Return(claimed);
            claimed = 0;
        }
    }

    /// <summary>Writes everything but what is shared. The actor must not be playing, and has nothing packed.</summary>
    /// <param name="writer">The checkpoint.</param>
    public abstract void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote, in a run with the same options.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>False when the environments could not be saved, so that this actor begins new episodes and its open trajectory is lost.</returns>
    public abstract bool Load(BinaryReader reader);

    /// <summary>Claims steps of the run, unless some are claimed already.</summary>
    /// <param name="wanted">Steps to claim, at least 1.</param>
    /// <returns>False at the run's limit.</returns>
    protected bool ClaimSteps(int wanted)
    {
        if (claimed == 0)
        {
            claimed = shared.Claim(wanted);
        }

        return claimed > 0;
    }

    /// <summary>Counts a claimed step as played.</summary>
    protected void NotePlayed() => claimed--;
}
