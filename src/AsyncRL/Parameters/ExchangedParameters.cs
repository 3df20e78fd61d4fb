using AsyncRL.Neural;

namespace AsyncRL.Parameters;

/// <summary>
/// The memory that actor threads share where each learns on a replica of its own and now and then exchanges what it has changed,
/// as the workers of Downpour SGD do with their server (Dean et al. 2012); and the contract that makes it safe.
/// </summary>
/// <remarks>
/// <para>
/// <b>The replicas</b> of theta and the optimizer's statistics: an actor plays on its own and updates it, as if it were alone.
/// Nothing else reads or writes it while actors play.
/// </para>
/// <para>
/// <b>theta</b> is cut into slices. Every <c>topology.exchange_steps</c> steps of all actors together an actor goes through them,
/// takes hold of one at a time, adds what its replica has changed since it last did so, and takes the sum over. Two actors never
/// hold the same slice; an actor that finds one held does not wait but leaves it for its next segment.
/// </para>
/// <para>
/// <b>The statistics</b> that actors share (Shared RMSProp, Adam) are exchanged with theta, but only every fourth time, since
/// they change slowly: the mean of the shared ones and a replica's takes the place of both. So the step sizes of all actors come
/// from the gradients of all. Statistics of each actor's own (RMSProp) stay in its replica.
/// </para>
/// <para>
/// <b>What may tear or be lost:</b> no element is torn and no update is lost: what was not handed on yet stays in the replica as
/// its difference to what was last agreed on, and goes along the next time. A thread that copies
/// <see cref="SharedParameters.Theta"/> while actors play finds slices from before and from after an exchange.
/// </para>
/// <para><b>Who waits:</b> no thread.</para>
/// <para>
/// <b>While no actor plays</b> (<see cref="Begin"/>, <see cref="Settle"/>) the coordinator's thread does the actors' part;
/// parking and starting threads orders that.
/// </para>
/// </remarks>
internal sealed class ExchangedParameters : SharingScheme
{
    /// <summary>
    /// Floats of a slice, the last one's aside. 16 KB: taking hold of one costs a cache line of
    /// another core's, in addition to its 256.
    /// </summary>
    public const int SliceFloats = 4 * 1024;

    // With one by the number of actors the shared statistics, zero at first, would stay too small for as many exchanges.
    private const float StatisticsWeight = 0.5f;

    private readonly SharedParameters shared;
    private readonly PaddedFlag[] held;
    private readonly ExchangedReplica[] replicas;
    private bool begun;

    /// <summary>Makes the replicas; they become equal to theta with <see cref="Begin"/>.</summary>
    /// <param name="shared">Holds theta, and the counters.</param>
    /// <param name="threads">Actors, at least 1.</param>
    /// <param name="every">Updates between two exchanges of an actor; at least 1.</param>
    /// <param name="segment">Steps of a segment: some are claimed ahead where segments are short.</param>
    public ExchangedParameters(SharedParameters shared, int threads, int every, int segment)
    {
        this.shared = shared;
        Every = every;
        held = new PaddedFlag[(shared.Theta.Layout.Length + SliceFloats - 1) / SliceFloats];
        replicas = [.. Enumerable.Range(0, threads).Select(id => new ExchangedReplica(id, threads, this, shared, segment))];
    }

    /// <summary>The actors' replicas.</summary>
    public IReadOnlyList<ExchangedReplica> Replicas => replicas;

    /// <inheritdoc/>
    public override ActorParameters this[int actor] => replicas[actor];

    /// <inheritdoc/>
    public override bool IsSavedUnsettled => true;

    /// <summary>Updates between two exchanges of an actor.</summary>
    public int Every { get; }

    /// <summary>Slices that are exchanged one at a time.</summary>
    public int Slices => held.Length;

    /// <inheritdoc/>
    public override string Describe(string actors) =>
        $"{actors}, each on a replica, exchanged every {(Every == 1 ? "update" : $"{Every} updates")}";

    /// <summary>Makes the scheme that the options ask for.</summary>
    /// <param name="shared">Holds theta, and the counters.</param>
    /// <param name="options">The options of the run.</param>
    public static ExchangedParameters Create(SharedParameters shared, TrainingOptions options)
    {
        TopologyOptions topology = options.Topology;
        int segment = options.TMax * topology.EnvsPerActor;
        int updates = (int)Math.Max(1, topology.ExchangeSteps / ((long)topology.Threads * segment));
        return new ExchangedParameters(shared, topology.Threads, updates, segment);
    }

    /// <summary>Makes all replicas equal to theta, once, before any actor plays.</summary>
    public override void Begin()
    {
        if (begun)
        {
            return;
        }

        begun = true;
        foreach (ExchangedReplica replica in replicas)
        {
            replica.Begin();
        }
    }

    /// <summary>
    /// Hands on what all replicas have changed, and makes them equal to theta and to the shared statistics, while no actor plays.
    /// </summary>
    public override void Settle()
    {
        foreach (ExchangedReplica replica in replicas)
        {
            replica.ExchangeAll();
        }

        // Those in front have not got what those behind have handed on.
        foreach (ExchangedReplica replica in replicas)
        {
            replica.TakeOver();
        }
    }

    /// <inheritdoc/>
    public override void Loaded() => begun = true;

    /// <summary>
    /// For one slice, unless another is at it: theta += own - agreed; own = agreed = theta. Statistics that actors share are
    /// averaged: g += (own g - g) / 2; own g = g.
    /// </summary>
    /// <param name="slice">The slice, from 0.</param>
    /// <param name="own">An actor's replica.</param>
    /// <param name="agreed">What of it was exchanged already.</param>
    /// <param name="statistics">The replica's statistics; null to leave them out.</param>
    /// <returns>Whether it was done.</returns>
    public bool TryExchange(int slice, ParameterVector own, ParameterVector agreed, OptimizerState? statistics)
    {
        if (!TryTake(slice))
        {
            return false;
        }

        int first = slice * SliceFloats, length = Math.Min(SliceFloats, own.Layout.Length - first);
        GradientMath.ExchangeSlice(shared.Theta, own, agreed, first, length);
        if (shared.Statistics is { } all && statistics is not null)
        {
            for (int i = 0; i < all.Vectors.Count; i++)
            {
                GradientMath.ApproachSlice(all.Vectors[i].Values, statistics.Vectors[i].Values, StatisticsWeight, first, length);
            }
        }

        Release(slice);
        return true;
    }

    /// <summary>Takes hold of a slice, unless another has.</summary>
    /// <param name="slice">The slice, from 0.</param>
    /// <returns>Whether the caller holds it now.</returns>
    public bool TryTake(int slice) => held[slice].TryTake();

    /// <summary>Lets go of a slice.</summary>
    /// <param name="slice">The slice, from 0.</param>
    public void Release(int slice) => held[slice].Release();
}
