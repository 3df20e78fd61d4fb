using AsyncRL.Environments;
using AsyncRL.Play;

namespace AsyncRL.ActorLearners;

/// <summary>
/// Plays trajectories of t_max steps of each of its environments for a learner, and learns nothing itself: with a policy of its
/// own (<see cref="OwnPolicyActor"/>), or with actions that are chosen elsewhere (<see cref="SteppingActor"/>).
/// </summary>
/// <remarks>
/// It can be left in the middle of a trajectory and be gone on with later, also by another process. Used by one thread at a time.
/// Allocates nothing once constructed, besides what the environments do.
/// </remarks>
/// <param name="plan">What all actors have in common.</param>
internal abstract class TrajectoryActor(RunPlan plan) : IParameterSource, IExperienceSink
{
    /// <summary>The half that plays.</summary>
    public abstract Player Player { get; }

    /// <summary>Whether anything was played that has not been handed over.</summary>
    public bool HasRows => Player.Rollout.Rows > 0;

    /// <summary>Receives what is noted of the trajectory that is being played.</summary>
    protected abstract Trajectory Open { get; }

    /// <summary>The trajectory that is packed, or the empty one that the next is packed into.</summary>
    protected Trajectory Packed { get; private set; } = new(plan);

    /// <summary>
    /// Plays to the end of a trajectory, unless the run's limit, a request to stop or the lack of actions comes first.
    /// </summary>
    /// <returns>Whether a whole trajectory is ready to be handed over.</returns>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned a number that is not finite.</exception>
    public bool Play() => Player.Play();

    /// <summary>Packs what was played, for <see cref="HandOver"/>; the next trajectory begins where it ended.</summary>
    public abstract void Pack();

    /// <summary>Exchanges the packed trajectory for an empty one.</summary>
    /// <param name="queue">Has room, and is this thread's for the moment.</param>
    public void HandOver(TrajectoryQueue queue) => Packed = queue.Swap(Packed);

    /// <summary>Hands the packed trajectory to what takes it elsewhere, and empties it.</summary>
    /// <param name="take">Reads the trajectory.</param>
    public void Send(Action<Trajectory> take)
    {
        take(Packed);
        Packed.Clear();
    }

    /// <summary>Forgets what was played and not handed over; the episodes go on.</summary>
    public void Discard()
    {
        Player.GiveBackClaim();
        Packed.Clear();
        Player.EndSegment();
    }

    /// <inheritdoc/>
    public abstract long Refresh();

    /// <inheritdoc/>
    public void Stepped(Player player, int row, in StepResult result)
    {
        if (result is { EpisodeEnded: true, Terminated: false })
        {
            Open.AddFinal(row, player.Slots.Input(row + player.Rollout.Environments));
        }
    }

    /// <summary>Writes everything but what is shared. The actor must not be playing, and has nothing packed.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer) => Player.Save(writer);

    /// <summary>Reads what <see cref="Save"/> wrote, in a run with the same options.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>False when the environments could not be saved, so that this actor begins new episodes and its open trajectory is
    /// lost.</returns>
    public bool Load(BinaryReader reader) => Player.Load(reader);

    void IExperienceSink.SaveSegment(BinaryWriter writer) => Open.SaveNotes(writer);

    void IExperienceSink.LoadSegment(BinaryReader reader) => Open.LoadNotes(reader);

    /// <summary>Writes the parameters that an open trajectory is played with, where the actor has its own.</summary>
    /// <param name="writer">The checkpoint.</param>
    public virtual void SaveParameters(BinaryWriter writer)
    {
    }

    /// <summary>Reads what <see cref="SaveParameters"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public virtual void LoadParameters(BinaryReader reader)
    {
    }
}
