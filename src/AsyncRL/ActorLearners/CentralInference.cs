using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.ActorLearners;

/// <summary>
/// Inference in the middle (SEED RL, Espeholt et al. 2020, section 3): one copy of the policy chooses the actions of all actors,
/// those of several actors by one forward pass.
/// </summary>
/// <remarks>
/// <para>
/// It never waits for an actor: a pass takes all requests that are there, be it one. While it computes, the others' requests
/// gather, so that batches grow with the load and are small where that is faster; an actor in a slow reset holds up no other, and
/// no number of waiting actors can be too few to go on with.
/// </para>
/// <para>
/// Before a pass it copies the published policy if that has changed, so that actions are as new as they can be without waiting
/// for the learner; the policy may change within a trajectory. Shares memory with actors as <see cref="InferenceClient"/> says.
/// Allocates nothing once constructed.
/// </para>
/// </remarks>
internal sealed class CentralInference
{
    private readonly TrajectoryObjective objective;
    private readonly SharedParameters shared;
    private readonly PublishedParameters policy;
    private readonly SteppingActor[] actors;
    private readonly int environments;
    private readonly int lanes;
    private readonly Model model;
    private readonly Network network;
    private readonly Rollout tick;
    private readonly InferenceClient[] serving;
    private readonly Lock reportGate = new();
    private long passes;
    private long rowsOfPasses;

    // The copy: what was published when it was made, and the updates that it holds.
    private long published = -1;
    private long version;

    // Under the gate.
    private readonly object gate = new();
    private readonly InferenceClient[] asking;
    private int askingCount;

    /// <summary>Makes the inference for some actors.</summary>
    /// <param name="plan">What all actors have in common.</param>
    /// <param name="objective">Says what learning needs of the policy that acts.</param>
    /// <param name="shared">The counters.</param>
    /// <param name="policy">What it acts with.</param>
    /// <param name="actors">For whom.</param>
    public CentralInference(
        RunPlan plan, TrajectoryObjective objective, SharedParameters shared, PublishedParameters policy, SteppingActor[] actors)
    {
        this.objective = objective;
        this.shared = shared;
        this.policy = policy;
        this.actors = actors;
        environments = plan.Options.Topology.EnvsPerActor;
        lanes = actors.Length * environments;
        model = new Model(plan.Model, new ParameterVector(plan.Model.Parameters), lanes, learns: false, lanes);
        network = model.Network;
        tick = new Rollout(plan.Schema, 1, lanes);
        serving = new InferenceClient[actors.Length];
        asking = new InferenceClient[actors.Length];
    }

    /// <summary>Asks for the actions of an actor's next tick and waits for them: the actor's side.</summary>
    /// <param name="client">The actor's client.</param>
    /// <param name="threads">The threads, to park with them.</param>
    /// <returns>False when the run stops first.</returns>
    public bool Await(InferenceClient client, WorkerThreads threads)
    {
        lock (gate)
        {
            client.IsAnswered = false;
            asking[askingCount++] = client;
            if (askingCount == 1)
            {
                Monitor.Pulse(gate);
            }
        }

        while (true)
        {
            threads.ParkIfAsked();
            lock (client)
            {
                if (client.IsAnswered || (!shared.StopRequested && Monitor.Wait(client, WorkerThreads.Poll) && client.IsAnswered))
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

    /// <summary>Acts for all actors that ask, and waits a moment if none does: the inference's side.</summary>
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

    /// <summary>Acts for all actors that need actions, in the order of their numbers: for actors that take turns.</summary>
    public void ServeInOrder()
    {
        int count = 0;
        foreach (SteppingActor actor in actors)
        {
            if (actor.Client.NeedsActions)
            {
                serving[count++] = actor.Client;
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

        // The parameters were read again.
        published = -1;
    }

    private void Act(ReadOnlySpan<InferenceClient> clients)
    {
        CopyPolicy();
        int rows = clients.Length * environments;
        for (int i = 0; i < clients.Length; i++)
        {
            Gather(clients[i], i * environments);
        }

        network.Forward(0, rows);
        for (int i = 0; i < clients.Length; i++)
        {
            clients[i].Selection.Choose(network, i * environments, environments, tick, clients[i].Random);
        }

        // log mu(a|x), or whatever learning needs of the policy that acts.
        tick.Rows = rows;
        objective.NoteBehaviour(tick, network);
        for (int i = 0; i < clients.Length; i++)
        {
            Answer(clients[i], i * environments);
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
            version = policy.CopyTo(model.Parameters);
            published = latest;
        }
    }

    // Observations, masks, notes and memories of an actor's tick to the network's slots.
    private void Gather(InferenceClient client, int firstSlot)
    {
        Trajectory trajectory = client.Trajectory;
        int firstRow = client.ActedRows;
        if (firstRow == 0)
        {
            client.Begin(shared.Steps);
        }

        for (int lane = 0; lane < environments; lane++)
        {
            int slot = firstSlot + lane, row = firstRow + lane;
            trajectory.Input(row).CopyTo(network.Input(slot));
            trajectory.Rollout.CopyState(row, tick, slot);
            network.BeginSequence(slot, trajectory.BeginsSequence(row));
            network.CopyMemoryFrom(slot, client.Memory(lane));
        }
    }

    // Actions, and the memory after them, to where the actor finds them.
    private void Answer(InferenceClient client, int firstSlot)
    {
        int firstRow = client.ActedRows;
        client.TurnMemory();
        for (int lane = 0; lane < environments; lane++)
        {
            int slot = firstSlot + lane;
            tick.CopyRow(slot, client.Trajectory.Rollout, firstRow + lane);
            network.CopyMemoryTo(slot + lanes, client.MemoryAfter(lane));
        }

        client.NoteActed(version);
    }
}
