using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// Takes in what processes have played, each delivery once, and counts its steps. One that finds no room waits, which holds its
/// sender back.
/// </summary>
/// <remarks>
/// Any number of threads may deliver at once. Waiting for room holds no thread; deliveries are decoded outside of the gate and
/// accepted under it.
/// </remarks>
/// <param name="gate">The gate of what learns.</param>
/// <param name="run">How far the run is.</param>
/// <param name="members">Who is in.</param>
/// <param name="intake">What becomes of deliveries.</param>
/// <param name="traffic">Counts them.</param>
/// <param name="reports">Receives what is reported of play.</param>
/// <param name="room">What there is room for: nothing before <see cref="Open"/>.</param>
/// <param name="settings">Say how long a delivery waits for room.</param>
internal sealed class DeliveryDesk(
    object gate, RunStage run, Membership members, Intake intake, Traffic traffic, PlayReports reports, SemaphoreSlim room,
    Func<HubSettings> settings)
{
    /// <summary>Begins to take deliveries. Under the gate.</summary>
    public void Open()
    {
        if (intake.Free > 0)
        {
            room.Release(intake.Free);
        }
    }

    /// <summary>Says that the learner took deliveries out.</summary>
    /// <param name="count">How many.</param>
    public void MadeRoom(int count) => room.Release(count);

    /// <inheritdoc cref="ILearner.Deliver"/>
    public async Task<Receipt> Deliver(long lease, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        lock (gate)
        {
            if (!members.IsIn(lease, out Member? member, out Receipt receipt))
            {
                return receipt;
            }

            members.NoteDelivery(member);
        }

        if (!await HasRoom().ConfigureAwait(false))
        {
            lock (gate)
            {
                return members.IsIn(lease, out _, out Receipt receipt)
                    ? members.Answer(Standing.In, Receipt.NoRoom)
                    : receipt;
            }
        }

        bool taken = false;
        try
        {
            Receipt receipt = Take(lease, content, out taken);
            return receipt;
        }
        finally
        {
            if (!taken)
            {
                room.Release();
            }
        }
    }

    // Within a while, and before the run is over.
    private async Task<bool> HasRoom()
    {
        try
        {
            return await room.WaitAsync(settings().RoomWait, run.Closing).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Receipt Take(long lease, byte[] content, out bool taken)
    {
        taken = false;
        Delivered? delivered = null;
        try
        {
            using var stream = new MemoryStream(content, 0, content.Length, writable: false, publiclyVisible: true);
            using var reader = new BinaryReader(stream);
            delivered = intake.Read(content, reader);

            // All of it is read before a step of it counts.
            PlayReport report = reports.Read(reader);
            lock (gate)
            {
                if (!members.IsIn(lease, out Member? member, out Receipt receipt))
                {
                    return receipt;
                }

                if (!member.IsNew(delivered.Actor, delivered.Sequence))
                {
                    return members.Answer(Standing.In);
                }

                if (!run.TryReceive(member, delivered.Steps))
                {
                    members.Drop(member);
                    return receipt with { Standing = Standing.Lapsed };
                }

                member.Lag = intake.Parameters.Version - delivered.Version;
                reports.Add(report);
                traffic.Count(messages: 1, content.Length, delivered.Steps);
                ClusterMeter.Received(delivered.Steps, content.Length, member.Lag);
                taken = intake.Accept(delivered);
                Monitor.PulseAll(gate);
                return members.Answer(Standing.In, run.Grant(member, intake.Portion));
            }
        }
        catch (Exception e) when (Unfit.Is(e))
        {
            lock (gate)
            {
                return members.DropUnfit(lease, e);
            }
        }
        finally
        {
            if (delivered is not null)
            {
                intake.End(delivered);
            }
        }
    }
}
