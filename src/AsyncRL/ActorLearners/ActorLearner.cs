using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.ActorLearners;

/// <summary>
/// Actors that only play and a learner that only learns (IMPALA, Espeholt et al. 2018), each on its own thread
/// (<see cref="ActorLearnerThreads"/>) or in turns (<see cref="ActorLearnerTurns"/>).
/// </summary>
/// <remarks>
/// An actor copies the policy before each trajectory and puts the trajectory into a queue, where it waits for the learner; the
/// policy that played is some updates old when it is learnt from, which is measured (<c>async/policy_lag_mean</c>). When the
/// queue is full actors wait. With <c>topology.inference=central</c> actors have no policy (SEED RL, Espeholt et al. 2020): one
/// copy acts for all (<see cref="CentralInference"/>), and trajectories take the same way.
/// </remarks>
public abstract class ActorLearner : Topology
{
    private readonly PublishedParameters policy;
    private readonly Trajectory[] batch;

    /// <summary>Makes actors, queue and learner.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <exception cref="OptionException">Options contradict one another.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    private protected ActorLearner(TopologyParts parts, TrajectoryObjective objective)
        : base(parts.Shared)
    {
        RunPlan plan = parts.Plan;
        TrainingOptions options = plan.Options;
        Check(options);
        policy = new PublishedParameters(Shared.Theta, options.Impala.ImposedLag);
        var actors = new TrajectoryActor[options.Topology.Threads];
        for (int id = 0; id < actors.Length; id++)
        {
            Environments.Environment[] environments = parts.CreateEnvironments(id, options.Topology.EnvsPerActor);
            actors[id] = options.Topology.Inference == InferencePlace.Central
                ? new SteppingActor(id, plan, Shared, environments)
                : new OwnPolicyActor(id, plan, objective, Shared, Shared.Normalizer, policy, environments);
        }

        Actors = actors;
        Inference = options.Topology.Inference == InferencePlace.Central
            ? new CentralInference(plan, objective, Shared, policy, [.. actors.Cast<SteppingActor>()])
            : null;
        batch = new Trajectory[options.Impala.BatchTrajectories];
        Queue = new TrajectoryQueue(options.Impala.Queue, batch.Length, () => new Trajectory(plan));
        Learner = new BatchLearner(plan, objective, Shared, policy);
        string players = $"{Count(actors.Length, "actor")} x {Count(options.Topology.EnvsPerActor, "environment")}";
        Description = $"{players}, {Count(Learner.Learners, "learner")}" +
            (Inference is null ? string.Empty : ", central inference");
    }

    /// <summary>The actors, which play.</summary>
    internal IReadOnlyList<TrajectoryActor> Actors { get; }

    /// <summary>What acts for all actors; null where each has a policy of its own.</summary>
    internal CentralInference? Inference { get; }

    /// <summary>What was played and not learnt from yet.</summary>
    internal TrajectoryQueue Queue { get; }

    /// <summary>The learner.</summary>
    internal BatchLearner Learner { get; }

    /// <summary>The trajectories of an update.</summary>
    internal Trajectory[] Batch => batch;

    /// <inheritdoc/>
    internal override PublishedParameters? Published => policy;

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override int Threads => Actors.Count + Learner.Learners + (Inference is null ? 0 : 1);

    /// <inheritdoc/>
    public override IEnumerable<PlayedEpisodes> Episodes => Actors.Select(a => a.Player.Episodes);

    /// <inheritdoc/>
    public override IEnumerable<UpdateStatistics> Updates => [Learner.Statistics];

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
    [
        .. Actors.Select(
            (actor, id) => new SavedPart($"{(Inference is null ? "actor" : "stepping_actor")}.{id}", actor.Save, actor.Load)),
        Part("learner", Learner.Save, Learner.Load),
        Part("policy", policy.Save, policy.Load),
        Part("queue", Queue.Save, Queue.Load),
        .. Inference is null ? (SavedPart[])[] : [Part("inference", Inference.Save, Inference.Load)],
    ];

    /// <inheritdoc/>
    public override IEnumerable<(string Name, OptimizerState State)> OptimizerStates => [("optimizer", Learner.OptimizerState)];

    /// <summary>Makes the topology that the options ask for.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="objective">What is learnt from trajectories.</param>
    /// <returns>Turns in a deterministic run, otherwise one thread per actor and per learner, and
    /// one for central inference.</returns>
    public static Topology Create(TopologyParts parts, TrajectoryObjective objective)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Plan.Options switch
        {
            { Deterministic: false } => new ActorLearnerThreads(parts, objective),
            { Topology.Inference: InferencePlace.Central } => new CentralInferenceTurns(parts, objective),
            _ => new ActorLearnerTurns(parts, objective),
        };
    }

    /// <summary>Learns from what waits, and from the trajectories that the run's end left open.</summary>
    public override void Finish()
    {
        LearnFromQueue();
        foreach (TrajectoryActor actor in Actors.Where(a => a.HasRows))
        {
            if (Queue.IsFull)
            {
                LearnFromQueue();
            }

            actor.Pack();
            actor.HandOver(Queue);
        }

        LearnFromQueue();
    }

    /// <inheritdoc/>
    public override void Report(ICollection<(string Tag, double Value)> values)
    {
        Learner.Report(values);
        Inference?.Report(values);
    }

    /// <summary>Writes what a kind of this topology has to save; none by default.</summary>
    /// <param name="name">Name of the part.</param>
    /// <param name="save">Writes it.</param>
    /// <param name="load">Reads it.</param>
    private protected static SavedPart Part(string name, Action<BinaryWriter> save, Action<BinaryReader> load) =>
        new(name, save, reader =>
        {
            load(reader);
            return true;
        });

    private void LearnFromQueue()
    {
        while (Queue.Count > 0)
        {
            Span<Trajectory> part = batch.AsSpan(0, Math.Min(batch.Length, Queue.Count));
            Queue.Take(part);
            Learner.Learn(part);
            Queue.Return(part);
        }
    }

    /// <summary>Checks the options that a learner of trajectories reads.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="OptionException">They contradict one another.</exception>
    internal static void Check(TrainingOptions options)
    {
        ImpalaOptions impala = options.Impala;
        if (impala.Queue < impala.BatchTrajectories)
        {
            throw new OptionException(
                $"impala.queue: {impala.Queue} trajectories are less than the {impala.BatchTrajectories} of a batch " +
                "(impala.batch_trajectories), so that no batch would ever be complete; " +
                $"make it at least {impala.BatchTrajectories}.");
        }

        if (impala.Learners > impala.BatchTrajectories)
        {
            throw new OptionException(
                $"impala.learners: {impala.Learners} learners cannot share a batch of {impala.BatchTrajectories} trajectories " +
                "(impala.batch_trajectories); use at most that many.");
        }

        if (options.WholeEpisodes)
        {
            throw new OptionException(
                "whole_episodes: impala learns from trajectories of t_max steps; leave whole_episodes at false, or use a3c.");
        }
    }
}
