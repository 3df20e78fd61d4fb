using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Play;
using AsyncRL.Serialization;

namespace AsyncRL.ActorLearners;

/// <summary>
/// What a learner needs of a segment that another played: observations, actions, rewards and the memory it began with.
/// Activations stay behind: the learner computes its own.
/// </summary>
/// <remarks>
/// Filled from the network of an actor with a policy of its own, or played in place by an actor without one.
/// Pooled and used by one thread at a time. Nothing is allocated in use, except that room for final observations grows where an
/// environment truncates several episodes within a trajectory.
/// </remarks>
internal sealed class Trajectory : ISequenceSlots
{
    private readonly int inputLength;
    private readonly float[] inputs;
    private readonly bool[] begins;
    private readonly float[] memory;
    private readonly int memoryLength;
    private readonly List<int> finalRows;
    private float[] finalInputs;

    /// <summary>Makes room for a segment.</summary>
    /// <param name="plan">What all players have in common.</param>
    public Trajectory(RunPlan plan)
    {
        int environments = plan.Options.Topology.EnvsPerActor;
        Rollout = new Rollout(plan.Schema, plan.Options.TMax, environments);
        int slots = Rollout.Capacity + environments;
        inputLength = plan.Network.InputLength;
        inputs = new float[slots * inputLength];
        begins = new bool[slots];
        finalRows = new List<int>(Rollout.Capacity);
        finalInputs = new float[environments * inputLength];
        memoryLength = plan.Network.MemoryLength;
        memory = new float[environments * memoryLength];
    }

    /// <summary>Actions, rewards, ends of episodes, masks, and what the policy that acted thought of its actions.</summary>
    public Rollout Rollout { get; }

    /// <summary>Updates that the parameters of the policy that acted held, at the first tick.</summary>
    public long Version { get; set; }

    /// <summary>
    /// How many updates more than <see cref="Version"/> the parameters held at the later ticks, summed over the
    /// ticks: 0 where the policy stood still.
    /// </summary>
    public long LaterUpdates { get; private set; }

    /// <summary>Steps of each environment that were acted for, the last perhaps not played by all.</summary>
    public int Ticks => (Rollout.Rows + Rollout.Environments - 1) / Rollout.Environments;

    /// <summary>Rows at which an episode was truncated, ascending.</summary>
    public IReadOnlyList<int> FinalRows => finalRows;

    /// <summary>The final observation of the k-th truncated episode, as the network reads it.</summary>
    public ReadOnlySpan<float> FinalInput(int k) => finalInputs.AsSpan(k * inputLength, inputLength);

    /// <summary>The observations of the first slots, one after another.</summary>
    public Span<float> Inputs(int slots) => inputs.AsSpan(0, slots * inputLength);

    /// <summary>What a recurrent network remembers where it begins [environments x memory length].</summary>
    public Span<float> Memory => memory;

    /// <inheritdoc/>
    public Span<float> Input(int slot) => inputs.AsSpan(slot * inputLength, inputLength);

    /// <inheritdoc/>
    public void BeginSequence(int slot, bool begins) => this.begins[slot] = begins;

    /// <summary>Whether an episode begins in a slot.</summary>
    public bool BeginsSequence(int slot) => begins[slot];

    /// <summary>Notes which policy acts at the present tick.</summary>
    /// <param name="version">Updates that its parameters hold.</param>
    public void NoteVersion(long version)
    {
        if (Rollout.Rows == 0)
        {
            Version = version;
        }

        LaterUpdates += version - Version;
    }

    /// <summary>
    /// Keeps the final observation of a truncated episode, which the next episode's first is about to overwrite.
    /// </summary>
    public void AddFinal(int row, ReadOnlySpan<float> input)
    {
        int used = finalRows.Count * inputLength;
        if (finalInputs.Length < used + inputLength)
        {
            Array.Resize(ref finalInputs, Math.Max(used + inputLength, 2 * finalInputs.Length));
        }

        input.CopyTo(finalInputs.AsSpan(used));
        finalRows.Add(row);
    }

    /// <summary>Takes what a player's network and rollout hold; final observations were added while it played.</summary>
    public void Take(Network network, Rollout played)
    {
        Rollout.CopyFrom(played);
        int lanes = played.Environments;
        for (int slot = 0; slot < played.Rows + lanes; slot++)
        {
            network.Input(slot).CopyTo(inputs.AsSpan(slot * inputLength));
            begins[slot] = network.BeginsSequence(slot);
        }

        for (int lane = 0; lane < lanes; lane++)
        {
            network.CopyMemoryTo(lane, memory.AsSpan(lane * memoryLength, memoryLength));
        }
    }

    /// <summary>Takes what another one holds.</summary>
    public void Take(Trajectory played)
    {
        int slots = played.Rollout.Rows + played.Rollout.Environments;
        Rollout.CopyFrom(played.Rollout);
        Version = played.Version;
        LaterUpdates = played.LaterUpdates;
        played.inputs.AsSpan(0, slots * inputLength).CopyTo(inputs);
        played.begins.AsSpan(0, slots).CopyTo(begins);
        played.memory.CopyTo(memory, 0);
        for (int k = 0; k < played.finalRows.Count; k++)
        {
            AddFinal(played.finalRows[k], played.FinalInput(k));
        }
    }

    /// <summary>
    /// Moves a state after the end to where the next trajectory starts: environment b, modulo their number, is in slot b.
    /// </summary>
    /// <param name="slot">The slot after the end.</param>
    /// <param name="remembered">What a recurrent network remembers before it.</param>
    public void CarryOver(int slot, ReadOnlySpan<float> remembered)
    {
        int first = slot % Rollout.Environments;
        Input(slot).CopyTo(Input(first));
        Rollout.CarrySlot(slot, first);
        begins[first] = begins[slot];
        remembered.CopyTo(memory.AsSpan(first * memoryLength));
    }

    /// <summary>Copies the memories that it begins with.</summary>
    /// <param name="to">Receives them [environments x memory length].</param>
    public void CopyMemoryTo(Span<float> to) => memory.CopyTo(to);

    /// <inheritdoc/>
    public void CopyMemoryTo(int slot, Span<float> memory) =>
        this.memory.AsSpan(slot * memoryLength, memoryLength).CopyTo(memory);

    /// <inheritdoc/>
    public void CopyMemoryFrom(int slot, ReadOnlySpan<float> memory) =>
        memory.CopyTo(this.memory.AsSpan(slot * memoryLength, memoryLength));

    /// <summary>Puts the observations and the first memories where a learner's network reads them.</summary>
    public void Give(Network network)
    {
        int lanes = Rollout.Environments;
        for (int slot = 0; slot < Rollout.Rows + lanes; slot++)
        {
            inputs.AsSpan(slot * inputLength, inputLength).CopyTo(network.Input(slot));
            network.BeginSequence(slot, begins[slot]);
        }

        for (int lane = 0; lane < lanes; lane++)
        {
            network.CopyMemoryFrom(lane, memory.AsSpan(lane * memoryLength, memoryLength));
        }
    }

    /// <summary>Empties it for its next use.</summary>
    public void Clear()
    {
        finalRows.Clear();
        Rollout.Rows = Rollout.ActedRows = 0;
        LaterUpdates = 0;
    }

    /// <summary>Writes all of it.</summary>
    public void Save(BinaryWriter writer)
    {
        int slots = Rollout.Rows + Rollout.Environments;
        Rollout.Save(writer);
        writer.WriteArray<float>(inputs.AsSpan(0, slots * inputLength));
        writer.WriteArray<bool>(begins.AsSpan(0, slots));
        writer.WriteArray<float>(memory);
        SaveNotes(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        Rollout.Load(reader);
        int slots = Rollout.Rows + Rollout.Environments;
        reader.ReadArray(inputs.AsSpan(0, slots * inputLength));
        reader.ReadArray(begins.AsSpan(0, slots));
        reader.ReadArray<float>(memory);
        LoadNotes(reader);
    }

    /// <summary>Writes the final observations alone: those of a segment that is still being played.</summary>
    public void SaveNotes(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(LaterUpdates);
        writer.Write(finalRows.Count);
        foreach (int row in finalRows)
        {
            writer.Write(row);
        }

        writer.WriteArray<float>(finalInputs.AsSpan(0, finalRows.Count * inputLength));
    }

    /// <summary>Reads what <see cref="SaveNotes"/> wrote.</summary>
    public void LoadNotes(BinaryReader reader)
    {
        Version = reader.ReadInt64();
        LaterUpdates = reader.ReadInt64();
        finalRows.Clear();
        for (int n = reader.ReadInt32(); n > 0; n--)
        {
            finalRows.Add(reader.ReadInt32());
        }

        int length = finalRows.Count * inputLength;
        finalInputs = finalInputs.Length < length ? new float[length] : finalInputs;
        reader.ReadArray(finalInputs.AsSpan(0, length));
    }
}
