using AsyncRL.Neural;

namespace AsyncRL.Parameters;

/// <summary>
/// The memory that actor threads share where every cache line has one writer and no update is lost, and the contract that makes
/// it so.
/// </summary>
/// <remarks>
/// <para>
/// <b>The log of updates</b> (<see cref="UpdateLog"/>): an actor packs its gradient into a slot of its own ring and publishes it;
/// that gives all updates one order. A slot is written by its actor alone, and read by all until each has said that it is done.
/// </para>
/// <para>
/// <b>The replicas</b> of theta and the optimizer's statistics: the actors are divided into groups of neighbours, and each group
/// has one replica. Every actor applies all updates, in their order, to its share of its group's replica, and is the only writer
/// of that share: of all of it, if it is alone in its group. So all replicas go through the same values, bit for bit, each at its
/// own pace.
/// </para>
/// <para>
/// <b>What may tear or be lost:</b> nothing. An actor that is alone in its group plays on its replica itself, which then does
/// not change in the course of a segment. One that shares its replica copies it when a segment begins, and finds the others'
/// shares some updates ahead or behind, as with Hogwild; so does a thread that copies <see cref="SharedParameters.Theta"/>,
/// which is the first replica, while actors play.
/// </para>
/// <para>
/// <b>Who waits:</b> an actor whose ring is full, before it begins a segment, until the slowest has applied its oldest update;
/// without a lock, giving the core away. An actor that has ended goes on applying updates until all have. No actor waits for an
/// actor that publishes.
/// </para>
/// <para><b>While no actor plays</b> (<see cref="Begin"/>, <see cref="Settle"/>) the coordinator's thread does an actor's part;
/// parking and starting threads orders that.</para>
/// </remarks>
internal sealed class ReplicatedParameters : SharingScheme
{
    // How far an actor can be ahead of one that a rival has put to sleep, or whose environment pauses. A ring is half as large as
    // theta, or 64 KB if that is more: 10 updates of the Atari network.
    private const int FewestSlots = 3;
    private const int MostSlots = 64;
    private const int SmallestRing = 16 * 1024;

    private readonly SharedParameters shared;
    private readonly UpdateLog log;
    private readonly (ParameterVector Theta, OptimizerState Statistics)[] replicas;
    private readonly ReplicaMember[] members;
    private bool begun;

    /// <summary>Makes the replicas; they become equal with <see cref="Begin"/>.</summary>
    /// <param name="shared">Holds the first replica, and the counters.</param>
    /// <param name="maxRows">Most rows that a gradient is made of.</param>
    /// <param name="threads">Actors, at least 1.</param>
    /// <param name="count">Replicas, 1 to threads.</param>
    public ReplicatedParameters(SharedParameters shared, int maxRows, int threads, int count)
    {
        NetworkDescription network = shared.Model.Network;
        this.shared = shared;
        var packing = new GradientPacking(network, maxRows, shared.Optimizer);
        int slots = Math.Clamp(Math.Max(network.Parameters.Length / 2, SmallestRing) / packing.Length, FewestSlots, MostSlots);
        log = new UpdateLog(threads, slots, threads);
        replicas = new (ParameterVector, OptimizerState)[count];
        replicas[0] = (shared.Theta, shared.Statistics!);
        for (int r = 1; r < count; r++)
        {
            replicas[r] = (new ParameterVector(network.Parameters), shared.Optimizer.CreateState(network.Parameters));
        }

        var gradients = new PackedGradient[threads * slots];
        members = new ReplicaMember[threads];
        for (int id = 0; id < threads; id++)
        {
            for (int slot = 0; slot < slots; slot++)
            {
                gradients[id * slots + slot] = new PackedGradient(packing);
            }

            int replica = Group(id);
            int first = Enumerable.Range(0, threads).First(t => Group(t) == replica);
            int size = Enumerable.Range(0, threads).Count(t => Group(t) == replica);
            members[id] = new ReplicaMember(
                id, shared, log, gradients, packing.Share(id - first, size), replicas[replica].Theta,
                replicas[replica].Statistics, isAlone: size == 1);
        }

        int Group(int id) => (int)((long)id * count / threads);
    }

    /// <summary>What each actor works with.</summary>
    public IReadOnlyList<ReplicaMember> Members => members;

    /// <inheritdoc/>
    public override ActorParameters this[int actor] => members[actor];

    /// <summary>Makes the scheme that the options ask for.</summary>
    /// <param name="shared">Holds theta, and the counters.</param>
    /// <param name="options">The options of the run.</param>
    /// <exception cref="OptionException">The optimizer or the model does not go with it.</exception>
    public static ReplicatedParameters Create(SharedParameters shared, TrainingOptions options)
    {
        TopologyOptions topology = options.Topology;
        if (shared.Statistics is null)
        {
            throw new OptionException(
                "topology.sharing: single_writer applies every update to every replica, with statistics that all actors " +
                $"share, but optimizer.name={options.Optimizer.Name} keeps one set per actor; " +
                "use shared-rmsprop or adam, or topology.sharing=hogwild.");
        }

        if (shared.Model.Parts.Count > 1)
        {
            throw new OptionException(
                "topology.sharing: single_writer sends the gradient of one network, but this algorithm learns " +
                $"{shared.Model.Parts.Count} parts ({string.Join(", ", shared.Model.Parts.Select(p => p.Name))}); " +
                "use exchange or hogwild.");
        }

        int replicas = topology.Replicas == 0 ? DefaultReplicas(topology.Threads) : Math.Min(topology.Replicas, topology.Threads);
        return shared.Replicas = new ReplicatedParameters(
            shared, options.TMax * topology.EnvsPerActor, topology.Threads, replicas);
    }

    // A further replica saves copying and the travel of theta, and costs applying every update once more. Where actors wait for
    // processors, each needs a replica that no other holds up.
    private static int DefaultReplicas(int threads) => threads <= 4 || threads > Environment.ProcessorCount ? threads : 1;

    /// <summary>The replicas; the first is the shared theta.</summary>
    public IReadOnlyList<(ParameterVector Theta, OptimizerState Statistics)> Replicas => replicas;

    /// <summary>Updates that the foremost actor has applied.</summary>
    public long Updates => log.Furthest;

    /// <summary>Makes all replicas equal to the first one, once, before any actor plays.</summary>
    public override void Begin()
    {
        if (begun)
        {
            return;
        }

        begun = true;
        (ParameterVector theta, OptimizerState statistics) = replicas[0];
        foreach ((ParameterVector otherTheta, OptimizerState other) in replicas.Skip(1))
        {
            otherTheta.CopyFrom(theta);
            other.Step = statistics.Step;
            for (int i = 0; i < other.Vectors.Count; i++)
            {
                other.Vectors[i].Values.CopyFrom(statistics.Vectors[i].Values);
            }
        }

        foreach (ReplicaMember member in members)
        {
            member.Begin(shared.Updates);
        }
    }

    /// <summary>Brings all replicas to the end of the log, statistics included, while no actor plays.</summary>
    public override void Settle()
    {
        foreach (ReplicaMember member in members)
        {
            member.CatchUp();
            member.Settle();
        }
    }

    /// <inheritdoc/>
    public override string Describe(string actors)
    {
        string who = $"{actors}, one writer per share of {replicas.Length} replicas";
        return members.Length <= Environment.ProcessorCount || replicas.Length == members.Length
            ? who
            : $"{who} on {Environment.ProcessorCount} processors: policies grow old while a thread that shares a replica waits " +
                "for one, topology.replicas=0 learns better";
    }

    /// <summary>
    /// All replicas are brought to the same state after every turn, statistics included: so a deterministic run that is stopped
    /// here or there applies each update in the same way.
    /// </summary>
    public override void EndTurn() => Settle();
}
