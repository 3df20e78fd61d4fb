using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Serialization;

namespace AsyncRL.ActorLearners;

/// <summary>
/// An actor of IMPALA (Espeholt et al. 2018, section 3): copies the policy, plays a trajectory of t_max steps of each of its
/// environments with it, hands it over and begins again.
/// </summary>
internal sealed class OwnPolicyActor : TrajectoryActor
{
    private readonly TrajectoryObjective objective;
    private readonly PublishedParameters published;
    private readonly Model model;

    /// <summary>Makes an actor and resets its environments.</summary>
    /// <param name="id">Actor, from 0.</param>
    /// <param name="plan">What all actors have in common.</param>
    /// <param name="objective">What is learnt from its trajectories.</param>
    /// <param name="steps">What grants steps.</param>
    /// <param name="normalizer">The statistics of the observations; null unless they are normalised.</param>
    /// <param name="published">What it plays with.</param>
    /// <param name="environments">This actor's own environments, at least one.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public OwnPolicyActor(
        int id, RunPlan plan, TrajectoryObjective objective, IStepBudget steps, ObservationNormalizer? normalizer,
        PublishedParameters published, Environments.Environment[] environments)
        : base(plan)
    {
        this.objective = objective;
        this.published = published;
        var rollout = new Rollout(plan.Schema, plan.Options.TMax, environments.Length);
        model = new Model(
            plan.Model, new ParameterVector(plan.Model.Parameters), rollout.Capacity + environments.Length,
            learns: false, environments.Length);
        Player = new Player(new PlayerParts
        {
            Id = id,
            Plan = plan,
            Environments = environments,
            Slots = model.Network,
            MemoryLength = plan.Network.MemoryLength,
            Rollout = rollout,
            Policy = plan.PolicyOf(id, environments.Length, model, plan.RandomOf(id)),
            Parameters = this,
            Sink = this,
            Steps = steps,
            Normalizer = normalizer,
        });
    }

    /// <inheritdoc/>
    public override Player Player { get; }

    /// <inheritdoc/>
    protected override Trajectory Open => Packed;

    /// <summary>mu: pi, as it is or was.</summary>
    /// <returns>Updates that it holds.</returns>
    public override long Refresh() => Packed.Version = published.CopyTo(model.Parameters);

    /// <inheritdoc/>
    public override void Pack()
    {
        objective.NoteBehaviour(Player.Rollout, model.Network);
        Packed.Take(model.Network, Player.Rollout);
        Player.EndSegment();
    }

    /// <inheritdoc/>
    public override void SaveParameters(BinaryWriter writer) => writer.WriteArray<float>(model.Parameters.Span);

    /// <inheritdoc/>
    public override void LoadParameters(BinaryReader reader) => reader.ReadArray(model.Parameters.Span);
}
