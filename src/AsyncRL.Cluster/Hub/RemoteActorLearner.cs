using AsyncRL.ActorLearners;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// The learner of IMPALA (Espeholt et al. 2018) whose actors are other processes, here or on other machines: they join through
/// the <see cref="Hub"/>, which fills the queue that the learner empties.
/// </summary>
internal sealed class RemoteActorLearner : Topology, IHubTopology
{
    private readonly PublishedParameters policy;
    private readonly TrajectoryQueue queue;
    private readonly BatchLearner learner;
    private readonly PlayedEpisodes episodes;
    private readonly Trajectory[] batch;
    private readonly WorkerThreads threads;
    private bool began;

    /// <summary>Makes queue, learner and hub.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <exception cref="OptionException">Options contradict one another, or need actors that are here.</exception>
    public RemoteActorLearner(TopologyParts parts, TrajectoryObjective objective)
        : base(parts.Shared)
    {
        TrainingOptions options = parts.Plan.Options;
        ClusterOptionRules.Check(options);
        ActorLearner.Check(options);
        policy = new PublishedParameters(Shared.Theta, options.Impala.ImposedLag);
        batch = new Trajectory[options.Impala.BatchTrajectories];
        queue = new TrajectoryQueue(options.Impala.Queue, batch.Length, () => new Trajectory(parts.Plan));
        learner = new BatchLearner(parts.Plan, objective, Shared, policy);
        threads = new WorkerThreads(Shared, [("learner 0", Learn)]);

        episodes = PlayReports.Episodes(parts, parts.CreateEnvironment(0));
        Hub = new LearnerHub(
            parts.Plan, Shared, threads.Gate, new TrajectoryIntake(parts.Plan, queue, policy), episodes);
    }

    /// <summary>Where actors join.</summary>
    public LearnerHub Hub { get; }

    /// <inheritdoc/>
    public override bool AllHalted => threads.AllEnded;

    /// <inheritdoc/>
    public override IEnumerable<PlayedEpisodes> Episodes => [episodes];

    /// <inheritdoc/>
    public override IEnumerable<UpdateStatistics> Updates => [learner.Statistics];

    /// <inheritdoc/>
    internal override PublishedParameters? Published => policy;

    /// <inheritdoc/>
    public override string Description => $"actors of other processes, {Count(learner.Learners, "learner")}";

    /// <inheritdoc/>
    public override int Threads => learner.Learners;

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
    [
        SavedPart.Whole("learner", learner.Save, learner.Load),
        SavedPart.Whole("policy", policy.Save, policy.Load),
        SavedPart.Whole("queue", queue.Save, queue.Load),
        SavedPart.Whole("hub", Hub.Save, Hub.Load) with { MayBeMissing = true },
        SavedPart.Whole("episodes", episodes.Save, episodes.Load) with { MayBeMissing = true },
    ];

    /// <inheritdoc/>
    public override IEnumerable<(string Name, OptimizerState State)> OptimizerStates => [("optimizer", learner.OptimizerState)];

    /// <inheritdoc/>
    public override IEnumerable<string> LeftOut => Shared.Steps == 0 ? [] :
        ["What actors had played and not delivered is played anew; T does not count it."];

    /// <inheritdoc/>
    public override void RunUntil(Func<bool> wanted)
    {
        if (!began)
        {
            began = true;
            Hub.Open();
        }

        threads.RunUntil(wanted);
    }

    /// <inheritdoc/>
    public override void WhileQuiet(Action action) => threads.WhileQuiet(action);

    /// <inheritdoc/>
    public override void Finish()
    {
        Hub.Complete();
        while (queue.Count > 0)
        {
            Span<Trajectory> part = batch.AsSpan(0, Math.Min(batch.Length, queue.Count));
            queue.Take(part);
            learner.Learn(part);
            queue.Return(part);
        }
    }

    /// <inheritdoc/>
    public override void Report(ICollection<(string Tag, double Value)> values)
    {
        learner.Report(values);
        Hub.Report(values);
    }

    /// <inheritdoc/>
    public void Dispose() => Hub.Dispose();

    private void Learn()
    {
        try
        {
            using var team = new LearnerTeam(learner);
            team.LearnFrom(queue, batch, threads, Shared, () => Hub.HasAll, () => Hub.MadeRoom(batch.Length));
        }
        finally
        {
            Hub.Close();
        }
    }
}
