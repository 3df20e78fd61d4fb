using AsyncRL.Neural;

namespace AsyncRL.Parameters;

/// <summary>
/// An actor's part in <see cref="ReplicatedParameters"/>: what it publishes, and the share of a replica that it alone
/// writes. Used by one thread at a time.
/// </summary>
internal sealed class ReplicaMember : ActorParameters
{
    // Applied in one pass over theta; an actor that is further behind makes several.
    private const int MostAtOnce = 16;

    private readonly int id;
    private readonly SharedParameters shared;
    private readonly UpdateLog log;
    private readonly PackedGradient[] gradients;
    private readonly PackedGradientApplier applier;
    private readonly PackedGradient[] pending = new PackedGradient[MostAtOnce];
    private readonly OptimizerState statistics;
    private long reached;
    private long earlierUpdates;
    private long earlierSteps;

    /// <summary>Makes the part of one actor.</summary>
    /// <param name="id">Actor, from 0.</param>
    /// <param name="shared">The counters, and theta-.</param>
    /// <param name="log">The order of the updates.</param>
    /// <param name="gradients">All slots of the log.</param>
    /// <param name="share">The blocks of the replica that are this actor's.</param>
    /// <param name="theta">The replica.</param>
    /// <param name="statistics">Its statistics.</param>
    /// <param name="isAlone">Whether all of the replica is this actor's.</param>
    public ReplicaMember(
        int id, SharedParameters shared, UpdateLog log, PackedGradient[] gradients, (int First, int End) share,
        ParameterVector theta, OptimizerState statistics, bool isAlone)
    {
        this.id = id;
        this.shared = shared;
        this.log = log;
        this.gradients = gradients;
        this.statistics = statistics;
        Theta = theta;
        StandsStill = isAlone;
        applier = new PackedGradientApplier(gradients[0].Packing, share, MostAtOnce);
    }

    /// <inheritdoc/>
    public override ParameterVector Theta { get; }

    /// <inheritdoc/>
    /// <remarks>Where no other actor writes the replica, it changes only when this actor catches up.</remarks>
    public override bool StandsStill { get; }

    /// <inheritdoc/>
    public override bool MovesWhileStopped => true;

    /// <inheritdoc/>
    public override OptimizerState? OwnStatistics => null;

    /// <inheritdoc/>
    public override bool KeepsUp => true;

    /// <summary>Updates that this actor has applied, those before this process included.</summary>
    public long Version => earlierUpdates + reached;

    /// <summary>Whether there is room to publish. Once true, true until <see cref="Publish"/>.</summary>
    public override bool HasRoom => log.HasRoom(id);

    /// <summary>Says how many updates there were before.</summary>
    /// <param name="updates">Updates.</param>
    public void Begin(long updates) => (earlierUpdates, earlierSteps) = (updates, statistics.Step);

    /// <inheritdoc/>
    public override long BeginSegment()
    {
        CatchUp();
        return Version;
    }

    /// <inheritdoc/>
    public override long Apply(Model model, ReadOnlySpan<float> rates, ReadOnlySpan<float> scales)
    {
        long version = Publish(model.Network, rates[0], scales[0]);
        shared.EndNonfiniteRow();
        if (shared.Target is { } target && shared.Steps >= target.NextRefresh)
        {
            // theta- is to hold this update too.
            CatchUp();
        }

        return version;
    }

    /// <summary>Applies all that has been published to this actor's share.</summary>
    public override void CatchUp()
    {
        int count;
        do
        {
            count = 0;
            while (count < MostAtOnce && log.TryRead(reached + count, out int slot))
            {
                PackedGradient gradient = gradients[slot];
                if (log.WriterOf(slot) != id)
                {
                    gradient.Prefetch();
                }

                pending[count++] = gradient;
            }

            if (count > 0)
            {
                applier.Apply(pending.AsSpan(0, count), earlierSteps + reached + 1, Theta, statistics);
                reached += count;
                log.Reach(id, reached);
            }
        }
        while (count == MostAtOnce);
    }

    /// <summary>
    /// Makes the statistics what they are after <see cref="Version"/> updates, all of them, while no actor plays.
    /// </summary>
    public override void Settle()
    {
        applier.Settle(statistics);
        statistics.Step = earlierSteps + reached;
    }

    /// <summary>Publishes the gradient of a network's last backward pass. There must be room.</summary>
    /// <param name="network">The actor's network; its gradient is finite.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="scale">Factor on the gradient (global-norm clipping).</param>
    /// <returns>Updates so far, this one included.</returns>
    public long Publish(Network network, float learningRate, float scale)
    {
        network.PackGradient(gradients[log.NextSlot(id)], learningRate, scale);

        // Publishing waits until the slot's lines have all come from the cores that read them last. Meanwhile there is something
        // to do.
        CatchUp();
        return earlierUpdates + log.Publish(id) + 1;
    }
}
