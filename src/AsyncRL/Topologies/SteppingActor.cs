using AsyncRL.Environments;

namespace AsyncRL.Topologies;

/// <summary>
/// An actor of SEED RL (Espeholt et al. 2020, section 3): has no copy of the policy and only steps its environments; its actions come from <see cref="CentralInference"/>.
/// </summary>
internal sealed class SteppingActor : TrajectoryActor
{
    private readonly SharedParameters shared;
    private readonly Rollout rollout;
    private readonly PlayedEnvironments worlds;
    private bool open;

    /// <summary>Makes an actor and resets its environments.</summary>
    /// <param name="id">Actor, from 0.</param>
    /// <param name="plan">What all actors have in common.</param>
    /// <param name="shared">The counters, and the statistics of the observations.</param>
    /// <param name="environments">This actor's own environments, at least one.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public SteppingActor(int id, ActorPlan plan, SharedParameters shared, Environments.Environment[] environments)
        : base(plan, shared, environments[0])
    {
        this.shared = shared;
        Seat = new InferenceSeat(id, plan, environments[0]);
        rollout = Seat.Trajectory.Rollout;
        worlds = new PlayedEnvironments(id, plan, shared.Normalizer, environments, Seat.Trajectory, rollout, Statistics);
    }

    /// <summary>What it shares with the inference.</summary>
    public InferenceSeat Seat { get; }

    /// <inheritdoc/>
    public override bool HasRows => rollout.Rows > 0;

    /// <inheritdoc/>
    public override bool NeedsActions => Seat.NeedsActions;

    /// <inheritdoc/>
    public override bool Play()
    {
        while (rollout.Rows < rollout.Capacity)
        {
            if (NeedsActions)
            {
                return false;
            }

            // A tick at a time, not a trajectory: of actors in turns none may hold steps that another needs to reach the run's limit.
            if (shared.StopRequested || !ClaimSteps(Seat.ActedRows - rollout.Rows))
            {
                GiveBackClaim();
                return false;
            }

            if (!open)
            {
                shared.Normalizer?.TryExchange(worlds.Observed!, worlds.Scaling!);
                open = true;
            }

            PlayRow();
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Pack()
    {
        Seat.Pack(Packed);
        open = false;
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        Seat.Random.Save(writer);
        Statistics.Save(writer);
        if (worlds.Save(writer))
        {
            writer.Write(open);
            Seat.Save(writer);
        }
    }

    /// <inheritdoc/>
    public override bool Load(BinaryReader reader)
    {
        Seat.Random.Load(reader);
        Statistics.Load(reader);
        if (!worlds.Load(reader))
        {
            return false;
        }

        open = reader.ReadBoolean();
        Seat.Load(reader);
        return true;
    }

    private void PlayRow()
    {
        int row = rollout.Rows;
        StepResult result = worlds.Step(row);
        if (result.EpisodeEnded)
        {
            if (!result.Terminated)
            {
                Seat.Trajectory.AddFinal(row, Seat.Trajectory.Input(row + rollout.Environments));
            }

            worlds.BeginEpisode(row);
        }

        NotePlayed();
        rollout.Rows = row + 1;
    }
}
