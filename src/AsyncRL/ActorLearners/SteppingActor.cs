using AsyncRL.Parameters;
using AsyncRL.Play;

namespace AsyncRL.ActorLearners;

/// <summary>
/// An actor of SEED RL (Espeholt et al. 2020, section 3): has no copy of the policy and only steps its environments; its actions
/// come from <see cref="CentralInference"/>.
/// </summary>
internal sealed class SteppingActor : TrajectoryActor
{
    /// <summary>Makes an actor and resets its environments.</summary>
    /// <param name="id">Actor, from 0.</param>
    /// <param name="plan">What all actors have in common.</param>
    /// <param name="shared">The counters, and the statistics of the observations.</param>
    /// <param name="environments">This actor's own environments, at least one.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public SteppingActor(int id, RunPlan plan, SharedParameters shared, Environments.Environment[] environments)
        : base(plan)
    {
        Client = new InferenceClient(id, plan);
        Player = new Player(new PlayerParts
        {
            Id = id,
            Plan = plan,
            Environments = environments,
            Slots = Client.Trajectory,
            MemoryLength = plan.Network.MemoryLength,
            Rollout = Client.Trajectory.Rollout,
            Policy = Client,
            Parameters = this,
            Sink = this,
            Steps = shared,
            Normalizer = shared.Normalizer,

            // A tick at a time, not a trajectory: of actors in turns none may hold steps that another needs to reach the run's
            // limit.
            ClaimsByTick = true,
        });
    }

    /// <summary>What it shares with the inference.</summary>
    public InferenceClient Client { get; }

    /// <inheritdoc/>
    public override Player Player { get; }

    /// <inheritdoc/>
    protected override Trajectory Open => Client.Trajectory;

    /// <summary>The inference has the parameters.</summary>
    /// <returns>0: the trajectory itself notes which updates acted.</returns>
    public override long Refresh() => 0;

    /// <inheritdoc/>
    public override void Pack()
    {
        Client.Pack(Packed);
        Player.EndSegmentTaken();
    }
}
