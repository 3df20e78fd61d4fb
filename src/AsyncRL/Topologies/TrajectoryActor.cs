using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Neural;

namespace AsyncRL.Topologies;

/// <summary>
/// An actor of IMPALA (Espeholt et al. 2018, section 3): copies the policy, plays a trajectory of t_max steps of each of its environments with it, hands it over and begins again.
/// It learns nothing itself.
/// </summary>
/// <remarks>
/// As an actor of <see cref="AsynchronousActors"/> it can be left in the middle of a trajectory and be gone on with later, also by another process. Used by one thread at a
/// time. Allocates nothing once constructed, besides what the environments do.
/// </remarks>
internal sealed class TrajectoryActor
{
    private readonly ActorPlan plan;
    private readonly SharedParameters shared;
    private readonly PublishedPolicy policy;
    private readonly int environments;
    private readonly Network network;
    private readonly Rollout rollout;
    private readonly PlayedEnvironments worlds;
    private readonly ActionSelection selection;
    private readonly Pcg64 random;
    private readonly float[] memory;

    private Trajectory trajectory;
    private bool open;
    private long start;
    private int claimed;

    /// <summary>Makes an actor and resets its environments.</summary>
    /// <param name="id">Actor, from 0.</param>
    /// <param name="plan">What all actors have in common.</param>
    /// <param name="shared">The counters, and the statistics of the observations.</param>
    /// <param name="policy">What it plays with.</param>
    /// <param name="environments">This actor's own environments, at least one.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public TrajectoryActor(int id, ActorPlan plan, SharedParameters shared, PublishedPolicy policy, Environments.Environment[] environments)
    {
        this.plan = plan;
        this.shared = shared;
        this.policy = policy;
        this.environments = environments.Length;
        rollout = PlayedEnvironments.CreateRollout(plan.Options.TMax, environments[0], environments.Length);
        trajectory = new Trajectory(plan, environments[0]);
        network = new Network(
            plan.Network, rollout.Capacity + environments.Length, new ParameterVector(plan.Network.Parameters), learns: false, environments.Length);
        memory = new float[plan.Network.MemoryLength];
        selection = plan.CreateSelection(environments.Length, Seeds.Generator(plan.Options.Seed, id, Seeds.Purpose.Exploration));
        random = Seeds.Generator(plan.Options.Seed, id, Seeds.Purpose.Actions);
        worlds = new PlayedEnvironments(id, plan, shared.Normalizer, environments, network, rollout, Statistics);
    }

    /// <summary>What this actor has to report.</summary>
    public ActorStatistics Statistics { get; } = new();

    /// <summary>Whether anything was played that has not been handed over.</summary>
    public bool HasRows => open && rollout.Rows > 0;

    /// <summary>Plays to the end of a trajectory, unless the run's limit or a request to stop comes first.</summary>
    /// <returns>Whether a whole trajectory is ready to be handed over.</returns>
    /// <exception cref="EnvironmentFaultException">An environment threw or returned a number that is not finite.</exception>
    public bool Play()
    {
        while (rollout.Rows < rollout.Capacity)
        {
            if (shared.StopRequested || !ClaimSteps())
            {
                GiveBackClaim();
                return false;
            }

            if (!open)
            {
                Open();
            }

            if (rollout.Rows % environments == 0)
            {
                Act();
            }

            PlayRow();
        }

        return true;
    }

    /// <summary>Packs what was played, for <see cref="HandOver"/>; the next trajectory begins where it ended.</summary>
    public void Pack()
    {
        plan.Objective.NoteBehaviour(rollout, network);
        trajectory.Take(network, rollout);
        SegmentState.CarryOver(network, rollout, memory);
        rollout.Rows = 0;
        open = false;
    }

    /// <summary>Exchanges the packed trajectory for an empty one.</summary>
    /// <param name="queue">Has room, and is this thread's for the moment.</param>
    public void HandOver(TrajectoryQueue queue) => trajectory = queue.Exchange(trajectory);

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
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        Statistics.Save(writer);
        if (!worlds.Save(writer))
        {
            return;
        }

        writer.Write(open);
        writer.Write(rollout.Rows);
        SegmentState.SaveSlots(writer, network, rollout, memory);
        if (open)
        {
            writer.WriteArray<int>(rollout.Actions);
            writer.Write(start);
            writer.Write(trajectory.Version);
            writer.WriteArray<float>(network.Parameters.Span);
            trajectory.SaveFinals(writer);
            SegmentState.SaveRows(writer, rollout);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, in a run with the same options.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>False when the environments could not be saved, so that this actor begins new episodes and its open trajectory is lost.</returns>
    public bool Load(BinaryReader reader)
    {
        random.Load(reader);
        Statistics.Load(reader);
        if (!worlds.Load(reader))
        {
            return false;
        }

        open = reader.ReadBoolean();
        rollout.Rows = reader.ReadInt32();
        SegmentState.LoadSlots(reader, network, rollout, memory);
        if (open)
        {
            reader.ReadArray<int>(rollout.Actions);
            start = reader.ReadInt64();
            selection.Advance(start);
            trajectory.Version = reader.ReadInt64();
            reader.ReadArray(network.Parameters.Span);
            trajectory.LoadFinals(reader);
            SegmentState.LoadRows(reader, network, rollout);
        }

        return true;
    }

    private bool ClaimSteps()
    {
        if (claimed == 0)
        {
            claimed = shared.Claim(rollout.Capacity - rollout.Rows);
        }

        return claimed > 0;
    }

    private void Open()
    {
        // mu <- pi, as it is or was.
        trajectory.Version = policy.CopyTo(network.Parameters);
        shared.Normalizer?.TryExchange(worlds.Observed!, worlds.Scaling!);
        start = shared.Steps;
        selection.Advance(start);
        open = true;
    }

    private void Act()
    {
        network.Forward(rollout.Rows, environments);
        selection.Choose(network, rollout.Rows, environments, rollout, random);
    }

    private void PlayRow()
    {
        int row = rollout.Rows;
        StepResult result = worlds.Step(row);
        if (result.EpisodeEnded)
        {
            if (!result.Terminated)
            {
                trajectory.AddFinal(row, network.Input(row + environments));
            }

            worlds.BeginEpisode(row);
        }

        claimed--;
        rollout.Rows = row + 1;
    }
}
