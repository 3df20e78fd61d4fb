using AsyncRL.Neural;

namespace AsyncRL.Topologies;

/// <summary>
/// Inference in the middle (SEED RL, Espeholt et al. 2020, section 3): one copy of the policy chooses the actions of all actors, those of several actors by one forward pass.
/// </summary>
/// <remarks>
/// <para>
/// It waits for nobody: a pass takes all requests that are there, be it one. While it computes, the others' requests gather, so that batches grow with the load and are small where
/// that is faster; an actor in a slow reset holds up nobody, and no number of waiting actors can be too few to go on with.
/// </para>
/// <para>
/// Before a pass it copies the published policy if that has changed, so that actions are as new as they can be without waiting for the learner; the policy may change within a
/// trajectory. Shares memory with actors as <see cref="InferenceSeat"/> says. Allocates nothing once constructed.
/// </para>
/// </remarks>
internal sealed class CentralInference
{
    private readonly ActorPlan plan;
    private readonly SharedParameters shared;
    private readonly PublishedPolicy policy;
    private readonly SteppingActor[] actors;
    private readonly int environments;
    private readonly int lanes;
    private readonly Network network;
    private readonly Rollout tick;
    private readonly InferenceSeat[] serving;
    private readonly Lock reportGate = new();
    private long passes;
    private long rowsOfPasses;

    // The copy: what was published when it was made, and the updates that it holds.
    private long published = -1;
    private long version;

    // Under the gate.
    private readonly object gate = new();
    private readonly InferenceSeat[] asking;
    private int askingCount;

    /// <summary>Makes the inference for some actors.</summary>
    /// <param name="plan">What all actors have in common.</param>
    /// <param name="shared">The counters.</param>
    /// <param name="policy">What it acts with.</param>
    /// <param name="actors">For whom.</param>
    /// <param name="sample">One of the environments.</param>
    public CentralInference(ActorPlan plan, SharedParameters shared, PublishedPolicy policy, SteppingActor[] actors, Environments.Environment sample)
    {
        this.plan = plan;
        this.shared = shared;
        this.policy = policy;
        this.actors = actors;
        environments = plan.Options.Topology.EnvsPerActor;
        lanes = actors.Length * environments;
        network = new Network(plan.Network, lanes, new ParameterVector(plan.Network.Parameters), learns: false, lanes);
        tick = PlayedEnvironments.CreateRollout(1, sample, lanes);
        serving = new InferenceSeat[actors.Length];
        asking = new InferenceSeat[actors.Length];
    }

    /// <summary>Asks for the actions of an actor's next tick and waits for them: the actor's side.</summary>
    /// <param name="seat">The actor's seat.</param>
    /// <param name="threads">The threads, to park with them.</param>
    /// <returns>False when the run stops first.</returns>
    public bool Await(InferenceSeat seat, WorkerThreads threads)
    {
        lock (gate)
        {
            seat.IsAnswered = false;
            asking[askingCount++] = seat;
            if (askingCount == 1)
            {
                Monitor.Pulse(gate);
            }
        }

        while (true)
        {
            threads.ParkIfAsked();
            lock (seat)
            {
                if (seat.IsAnswered || (!shared.StopRequested && Monitor.Wait(seat, WorkerThreads.Poll) && seat.IsAnswered))
                {
                    return true;
                }
            }

            if (shared.StopRequested)
            {
                return false;
            }
        }
    }

    /// <summary>Acts for all who ask, and waits a moment if nobody does: the inference's side.</summary>
    /// <param name="patience">Longest wait.</param>
    public void Serve(TimeSpan patience)
    {
        int count;
        lock (gate)
        {
            if (askingCount == 0)
            {
                Monitor.Wait(gate, patience);
            }

            count = askingCount;
            Array.Copy(asking, serving, count);
            askingCount = 0;
        }

        if (count == 0)
        {
            return;
        }

        Act(serving.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            lock (serving[i])
            {
                serving[i].IsAnswered = true;
                Monitor.Pulse(serving[i]);
            }
        }
    }

    /// <summary>Acts for all who need actions, in the order of their numbers: for actors that take turns.</summary>
    public void ServeInOrder()
    {
        int count = 0;
        foreach (SteppingActor actor in actors)
        {
            if (actor.NeedsActions)
            {
                serving[count++] = actor.Seat;
            }
        }

        if (count > 0)
        {
            Act(serving.AsSpan(0, count));
        }
    }

    /// <summary>Reports how many observations a forward pass took since it was last asked.</summary>
    /// <param name="values">Receives the mean; NaN where there was no pass.</param>
    public void Report(ICollection<(string Tag, double Value)> values)
    {
        lock (reportGate)
        {
            values.Add(("async/inference_batch_mean", passes == 0 ? double.NaN : (double)rowsOfPasses / passes));
            passes = rowsOfPasses = 0;
        }
    }

    /// <summary>Writes what the next report is made of.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        lock (reportGate)
        {
            writer.Write(passes);
            writer.Write(rowsOfPasses);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        lock (reportGate)
        {
            passes = reader.ReadInt64();
            rowsOfPasses = reader.ReadInt64();
        }

        // The parameters were read anew.
        published = -1;
    }

    private void Act(ReadOnlySpan<InferenceSeat> seats)
    {
        CopyPolicy();
        int rows = seats.Length * environments;
        for (int i = 0; i < seats.Length; i++)
        {
            Gather(seats[i], i * environments);
        }

        network.Forward(0, rows);
        for (int i = 0; i < seats.Length; i++)
        {
            seats[i].Selection.Choose(network, i * environments, environments, tick, seats[i].Random);
        }

        // log mu(a|x), or whatever learning needs of the policy that acts.
        tick.Rows = rows;
        plan.Objective.NoteBehaviour(tick, network);
        for (int i = 0; i < seats.Length; i++)
        {
            Answer(seats[i], i * environments);
        }

        lock (reportGate)
        {
            passes++;
            rowsOfPasses += rows;
        }
    }

    private void CopyPolicy()
    {
        long latest = policy.Version;
        if (latest != published)
        {
            version = policy.CopyTo(network.Parameters);
            published = latest;
        }
    }

    // Observations, masks and memories of an actor's tick to the network's slots.
    private void Gather(InferenceSeat seat, int firstSlot)
    {
        Trajectory trajectory = seat.Trajectory;
        int firstRow = seat.ActedRows;
        if (firstRow == 0)
        {
            seat.Advance(shared.Steps);
        }

        for (int lane = 0; lane < environments; lane++)
        {
            int slot = firstSlot + lane, row = firstRow + lane;
            trajectory.Input(row).CopyTo(network.Input(slot));
            trajectory.Rollout.Legal(row).CopyTo(tick.Legal(slot));
            network.BeginEpisode(slot, trajectory.BeginsEpisode(row));
            network.CopyMemoryFrom(slot, seat.Memory(lane));
        }
    }

    // Actions, and the memory after them, to where the actor finds them.
    private void Answer(InferenceSeat seat, int firstSlot)
    {
        int firstRow = seat.ActedRows;
        seat.TurnMemory();
        for (int lane = 0; lane < environments; lane++)
        {
            int slot = firstSlot + lane;
            tick.CopyRow(slot, seat.Trajectory.Rollout, firstRow + lane);
            network.CopyMemoryTo(slot + lanes, seat.MemoryAfter(lane));
        }

        seat.NoteActed(version);
    }
}
