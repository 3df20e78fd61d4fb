using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Neural;

namespace AsyncRL.Topologies;

/// <summary>
/// An actor of IMPALA (Espeholt et al. 2018, section 3): copies the policy, plays a trajectory of t_max steps of each of its environments with it, hands it over and begins again.
/// </summary>
internal sealed class OwnPolicyActor : TrajectoryActor
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

    private bool open;
    private long start;

    /// <summary>Makes an actor and resets its environments.</summary>
    /// <param name="id">Actor, from 0.</param>
    /// <param name="plan">What all actors have in common.</param>
    /// <param name="shared">The counters, and the statistics of the observations.</param>
    /// <param name="policy">What it plays with.</param>
    /// <param name="environments">This actor's own environments, at least one.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public OwnPolicyActor(int id, ActorPlan plan, SharedParameters shared, PublishedPolicy policy, Environments.Environment[] environments)
        : base(plan, shared, environments[0])
    {
        this.plan = plan;
        this.shared = shared;
        this.policy = policy;
        this.environments = environments.Length;
        rollout = PlayedEnvironments.CreateRollout(plan.Options.TMax, environments[0], environments.Length);
        network = new Network(
            plan.Network, rollout.Capacity + environments.Length, new ParameterVector(plan.Network.Parameters), learns: false, environments.Length);
        memory = new float[plan.Network.MemoryLength];
        selection = plan.CreateSelection(environments.Length, Seeds.Generator(plan.Options.Seed, id, Seeds.Purpose.Exploration));
        random = Seeds.Generator(plan.Options.Seed, id, Seeds.Purpose.Actions);
        worlds = new PlayedEnvironments(id, plan, shared.Normalizer, environments, network, rollout, Statistics);
    }

    /// <inheritdoc/>
    public override bool HasRows => open && rollout.Rows > 0;

    /// <inheritdoc/>
    public override bool Play()
    {
        while (rollout.Rows < rollout.Capacity)
        {
            if (shared.StopRequested || !ClaimSteps(rollout.Capacity - rollout.Rows))
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

    /// <inheritdoc/>
    public override void Pack()
    {
        plan.Objective.NoteBehaviour(rollout, network);
        Packed.Take(network, rollout);
        SegmentState.CarryOver(network, rollout, memory);
        rollout.Rows = 0;
        open = false;
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
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
            writer.Write(Packed.Version);
            writer.WriteArray<float>(network.Parameters.Span);
            Packed.SaveFinals(writer);
            SegmentState.SaveRows(writer, rollout);
        }
    }

    /// <inheritdoc/>
    public override bool Load(BinaryReader reader)
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
            Packed.Version = reader.ReadInt64();
            reader.ReadArray(network.Parameters.Span);
            Packed.LoadFinals(reader);
            SegmentState.LoadRows(reader, network, rollout);
        }

        return true;
    }

    private void Open()
    {
        // mu <- pi, as it is or was.
        Packed.Version = policy.CopyTo(network.Parameters);
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
                Packed.AddFinal(row, network.Input(row + environments));
            }

            worlds.BeginEpisode(row);
        }

        NotePlayed();
        rollout.Rows = row + 1;
    }
}
