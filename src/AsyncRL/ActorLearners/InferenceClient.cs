using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.Serialization;

namespace AsyncRL.ActorLearners;

/// <summary>
/// What an actor without a policy and the inference that acts for it share: the trajectory that the actor's environments are in,
/// what a recurrent network remembers of them, and the generator that its actions are drawn with.
/// </summary>
/// <remarks>
/// <para>
/// Part of the memory that threads share, under its own contract: all of it belongs to one of the two at a time. It is the
/// inference's from the actor's request for actions (<see cref="CentralInference.Await"/>) until the answer, and the actor's
/// otherwise. Requests pass under the lock of the inference, answers under the lock of the client, so that a thread that gets it
/// sees everything that the other wrote; nothing is torn and nothing is lost.
/// </para>
/// <para>
/// A request that is left open by a run that stops changes nothing: it is made again. Between two requests the client is all
/// there is to save, and while all threads are parked or have ended any thread may read it.
/// </para>
/// </remarks>
internal sealed class InferenceClient : Policy
{
    private readonly int memoryLength;
    private float[] memoryBefore;
    private float[] memoryAfter;
    private long start;

    /// <summary>Makes the client of an actor.</summary>
    /// <param name="id">Actor, from 0: for its streams of random numbers.</param>
    /// <param name="plan">What all actors have in common.</param>
    public InferenceClient(int id, RunPlan plan)
    {
        int environments = plan.Options.Topology.EnvsPerActor;
        Trajectory = new Trajectory(plan);
        memoryLength = plan.Network.MemoryLength;
        memoryBefore = new float[environments * memoryLength];
        memoryAfter = new float[environments * memoryLength];
        Selection = plan.CreateSelection(environments, Seeds.Generator(plan.Options.Seed, id, Seeds.Purpose.Exploration));
        Random = plan.RandomOf(id);
    }

    /// <summary>What is being played, in place.</summary>
    public Trajectory Trajectory { get; }

    /// <summary>The rows of the trajectory whose actions are chosen: whole ticks.</summary>
    public int ActedRows => Trajectory.Rollout.ActedRows;

    /// <summary>Whether the next row has no action yet.</summary>
    public bool NeedsActions => Trajectory.Rollout.Rows == ActedRows && ActedRows < Trajectory.Rollout.Capacity;

    /// <inheritdoc/>
    public override double ExplorationRate => Selection.ExplorationRate;

    /// <summary>Turns network outputs into actions.</summary>
    public ActionSelection Selection { get; }

    /// <summary>
    /// What actions are drawn with; each actor has its own, so that its actions do not depend on which others are acted for.
    /// </summary>
    public Pcg64 Random { get; }

    /// <summary>Whether the actor's request is answered; under the seat's lock while threads are running.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Tells the exploration how far the run is, at the first tick of a trajectory.</summary>
    /// <param name="step">Global steps.</param>
    public void Begin(long step)
    {
        start = step;
        Selection.Advance(step);
    }

    /// <inheritdoc/>
    public override bool IsReady(Rollout rollout) => rollout.Rows < rollout.ActedRows;

    /// <summary>Does nothing: the inference has written the actions into the trajectory.</summary>
    /// <inheritdoc/>
    public override void Act(Rollout rollout, int firstSlot, int count)
    {
    }

    /// <inheritdoc/>
    public override void Stepped(Rollout rollout, int row) => Selection.Stepped(rollout, row);

    /// <summary>What is remembered of an environment before its next tick.</summary>
    /// <param name="lane">The environment, from 0.</param>
    /// <returns>The memory [memory length].</returns>
    public ReadOnlySpan<float> Memory(int lane) => memoryAfter.AsSpan(lane * memoryLength, memoryLength);

    /// <summary>Turns to the next tick of memory: what was after the last becomes what is before it.</summary>
    public void TurnMemory() => (memoryBefore, memoryAfter) = (memoryAfter, memoryBefore);

    /// <summary>Where the memory after the tick that is being acted for is written.</summary>
    /// <param name="lane">The environment, from 0.</param>
    /// <returns>The memory [memory length].</returns>
    public Span<float> MemoryAfter(int lane) => memoryAfter.AsSpan(lane * memoryLength, memoryLength);

    /// <summary>Notes that the actions of a tick are chosen.</summary>
    /// <param name="version">Updates that the parameters held.</param>
    public void NoteActed(long version)
    {
        Trajectory.NoteVersion(version);
        Trajectory.Rollout.ActedRows += Trajectory.Rollout.Environments;
    }

    /// <summary>Packs what was played and begins the next trajectory where it ended.</summary>
    /// <param name="packed">Receives it; empty.</param>
    public void Pack(Trajectory packed)
    {
        packed.Take(Trajectory);
        Rollout rollout = Trajectory.Rollout;
        for (int slot = rollout.Rows; slot < rollout.Rows + rollout.Environments; slot++)
        {
            // An environment whose action of the last tick was not played any more is acted for again, from the memory of before.
            int lane = slot % rollout.Environments;
            Trajectory.CarryOver(slot, (slot < ActedRows ? memoryBefore : memoryAfter).AsSpan(lane * memoryLength, memoryLength));
        }

        Trajectory.CopyMemoryTo(memoryAfter);
        Trajectory.Clear();
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        Random.Save(writer);
        Selection.Save(writer);
        writer.WriteArray<float>(memoryBefore);
        writer.WriteArray<float>(memoryAfter);
        writer.Write(start);
    }

    /// <inheritdoc/>
    public override void Load(BinaryReader reader)
    {
        Random.Load(reader);
        Selection.Load(reader);
        reader.ReadArray<float>(memoryBefore);
        reader.ReadArray<float>(memoryAfter);
        start = reader.ReadInt64();
        Selection.Advance(start);
    }
}
