using AsyncRL.Neural;
using AsyncRL.Serialization;

namespace AsyncRL.Parameters;

/// <summary>
/// An actor's part in <see cref="ExchangedParameters"/>: a replica that it learns on, and what of it was exchanged already.
/// </summary>
internal sealed class ExchangedReplica : ActorParameters
{
    // Where a segment takes some microseconds, fetching the counter of steps from another core for each would be felt: so many
    // steps are claimed at once.
    private const int ClaimedAtOnce = 64;

    // Statistics are running means over a hundred updates and more; exchanging them each time would double what an exchange
    // costs.
    private const int StatisticsEvery = 4;

    private readonly ExchangedParameters parameters;
    private readonly SharedParameters shared;
    private readonly ParameterVector agreed;
    private readonly OptimizerState statistics;
    private readonly int firstSlice;
    private readonly bool[] due;
    private int slicesDue;
    private int untilExchange;
    private int exchanges;

    // Updates of this replica that the shared counter does not count yet; what it counted when it was last told of some, and how
    // many of these since then were the others'.
    private int uncounted;
    private long counted;
    private long late;

    /// <summary>Makes the part of one actor.</summary>
    /// <param name="id">Actor, from 0.</param>
    /// <param name="threads">Actors.</param>
    /// <param name="parameters">What it shares with the others.</param>
    /// <param name="shared">theta, and the counters.</param>
    /// <param name="segment">Steps of a segment.</param>
    public ExchangedReplica(int id, int threads, ExchangedParameters parameters, SharedParameters shared, int segment)
    {
        this.parameters = parameters;
        this.shared = shared;
        Theta = new ParameterVector(shared.Theta.Layout);
        agreed = new ParameterVector(shared.Theta.Layout);
        statistics = shared.Optimizer.CreateState(shared.Model);
        due = new bool[parameters.Slices];
        StepsClaimedAhead = Math.Max(0, ClaimedAtOnce / segment - 1) * segment;

        // So that the actors come neither at once nor to the same slice.
        firstSlice = (int)((long)id * due.Length / threads);
        untilExchange = parameters.Every - (int)((long)id * parameters.Every / threads);
    }

    /// <inheritdoc/>
    public override ParameterVector Theta { get; }

    /// <inheritdoc/>
    public override bool StandsStill => true;

    /// <inheritdoc/>
    public override bool MovesWhileStopped => true;

    /// <inheritdoc/>
    public override OptimizerState OwnStatistics => statistics;

    /// <inheritdoc/>
    public override int StepsClaimedAhead { get; }

    /// <summary>Makes the replica equal to theta and to the shared statistics, before any actor plays.</summary>
    public void Begin()
    {
        TakeOver();
        counted = shared.Updates;
    }

    /// <summary>
    /// Makes the replica equal to theta and to the shared statistics, while no actor plays; what
    /// it has changed was exchanged before.
    /// </summary>
    public void TakeOver()
    {
        Theta.CopyFrom(shared.Theta);
        agreed.CopyFrom(shared.Theta);
        if (shared.Statistics is { } all)
        {
            for (int part = 0; part < all.Parts.Count; part++)
            {
                statistics.Parts[part].Step = all.Parts[part].Step;
            }

            for (int i = 0; i < all.Vectors.Count; i++)
            {
                statistics.Vectors[i].Values.CopyFrom(all.Vectors[i].Values);
            }
        }
    }

    /// <inheritdoc/>
    public override long BeginSegment()
    {
        if (untilExchange <= 0)
        {
            MakeAllDue();
        }

        if (slicesDue > 0)
        {
            ExchangeWhatIsDue();
        }

        return counted + uncounted;
    }

    /// <inheritdoc/>
    /// <returns>With an update of its own, as many more as the others handed on between this replica's last two exchanges: so old
    /// are the parameters that it is added to in the end.</returns>
    public override long Apply(Model model, ReadOnlySpan<float> rates, ReadOnlySpan<float> scales)
    {
        model.Apply(shared.Optimizer, Theta, statistics, rates, scales);
        shared.EndNonfiniteRow();
        untilExchange--;
        uncounted++;
        return counted + uncounted + late;
    }

    /// <summary>Exchanges all slices, while no actor plays.</summary>
    public void ExchangeAll()
    {
        exchanges = 0;
        MakeAllDue();
        ExchangeWhatIsDue();
        if (shared.Statistics is { } all)
        {
            // Adam's t is that of the actor that has learnt most.
            for (int part = 0; part < all.Parts.Count; part++)
            {
                all.Parts[part].Step = Math.Max(all.Parts[part].Step, statistics.Parts[part].Step);
            }
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        foreach (ParameterVector vector in Vectors())
        {
            writer.WriteArray<float>(vector.Span);
        }

        foreach (OptimizerState part in statistics.Parts)
        {
            writer.Write(part.Step);
        }

        writer.WriteArray<bool>(due);
        writer.Write(slicesDue);
        writer.Write(untilExchange);
        writer.Write(exchanges);
        writer.Write(uncounted);
        writer.Write(counted);
        writer.Write(late);
    }

    /// <inheritdoc/>
    public override void Load(BinaryReader reader)
    {
        foreach (ParameterVector vector in Vectors())
        {
            reader.ReadArray(vector.Span);
        }

        foreach (OptimizerState part in statistics.Parts)
        {
            part.Step = reader.ReadInt64();
        }

        reader.ReadArray<bool>(due);
        slicesDue = reader.ReadInt32();
        untilExchange = reader.ReadInt32();
        exchanges = reader.ReadInt32();
        uncounted = reader.ReadInt32();
        counted = reader.ReadInt64();
        late = reader.ReadInt64();
    }

    private IEnumerable<ParameterVector> Vectors() => [Theta, agreed, .. statistics.Vectors.Select(v => v.Values)];

    private void MakeAllDue()
    {
        exchanges++;
        due.AsSpan().Fill(true);
        slicesDue = due.Length;
        untilExchange = parameters.Every;
        long now = shared.CountUpdates(uncounted);
        late = now - counted - uncounted;
        counted = now;
        uncounted = 0;
    }

    private void ExchangeWhatIsDue()
    {
        OptimizerState? alsoExchanged = exchanges % StatisticsEvery == 1 ? statistics : null;
        for (int i = 0; i < due.Length; i++)
        {
            int slice = firstSlice + i < due.Length ? firstSlice + i : firstSlice + i - due.Length;
            if (due[slice] && parameters.TryExchange(slice, Theta, agreed, alsoExchanged))
            {
                due[slice] = false;
                slicesDue--;
            }
        }
    }
}
