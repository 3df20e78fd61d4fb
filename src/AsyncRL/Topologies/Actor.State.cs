using System.Runtime.InteropServices;

namespace AsyncRL.Topologies;

/// <content>Saving an actor in the middle of anything, and going on from there.</content>
public sealed partial class Actor
{
    /// <summary>The actor's own optimizer statistics; null when they are shared.</summary>
    public Neural.OptimizerState? OwnStatistics => ownStatistics;

    /// <summary>Whether every environment of this actor can save its state.</summary>
    public bool CanSaveEnvironments => played.CanSave;

    /// <summary>Writes everything but the shared memory and the optimizer's statistics. The actor must not be playing.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        Statistics.Save(writer);
        writer.Write(played.Steps);
        if (observed is not null)
        {
            observed.Save(writer);
            WriteArray<float>(writer, scaling!.Mean);
            WriteArray<float>(writer, scaling.Deviation);
        }

        bool environmentsToo = CanSaveEnvironments;
        writer.Write(environmentsToo);
        if (!environmentsToo)
        {
            return;
        }

        played.Save(writer);
        int rows = rollout.Rows;
        writer.Write(segmentOpen);
        writer.Write(rows);
        for (int slot = 0; slot < rows + played.Count; slot++)
        {
            WriteArray<float>(writer, network.Input(slot));
            WriteArray<bool>(writer, rollout.Legal(slot));
            WriteArray<float>(writer, rollout.Action(slot));
            WriteArray<int>(writer, rollout.Choices(slot));
            writer.Write(network.BeginsEpisode(slot));
        }

        for (int slot = 0; slot < played.Count; slot++)
        {
            network.CopyMemoryTo(slot, memory);
            WriteArray<float>(writer, memory);
        }

        writer.Write(nextActionsChosen);
        WriteArray<int>(writer, rollout.Actions);
        if (segmentOpen)
        {
            writer.Write(versionRead);
            writer.Write(segmentStart);
            WriteArray<float>(writer, network.Parameters.Span);
            WriteArray<float>(writer, rollout.Rewards.AsSpan(0, rows));
            WriteArray<bool>(writer, rollout.Terminated.AsSpan(0, rows));
            WriteArray<bool>(writer, rollout.Truncated.AsSpan(0, rows));
            WriteArray<float>(writer, rollout.FinalValues.AsSpan(0, rows));
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, in a run with the same options.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>False when the environments could not be saved, so that this actor starts new episodes and its open segment is lost.</returns>
    public bool Load(BinaryReader reader)
    {
        random.Load(reader);
        Statistics.Load(reader);
        played.Steps = reader.ReadInt64();
        if (observed is not null)
        {
            observed.Load(reader);
            ReadArray(reader, scaling!.Mean);
            ReadArray(reader, scaling.Deviation);
        }

        if (!reader.ReadBoolean())
        {
            return false;
        }

        played.Load(reader);
        segmentOpen = reader.ReadBoolean();
        int rows = rollout.Rows = reader.ReadInt32();
        for (int slot = 0; slot < rows + played.Count; slot++)
        {
            ReadArray(reader, network.Input(slot));
            ReadArray(reader, rollout.Legal(slot));
            ReadArray(reader, rollout.Action(slot));
            ReadArray(reader, rollout.Choices(slot));
            network.BeginEpisode(slot, reader.ReadBoolean());
        }

        for (int slot = 0; slot < played.Count; slot++)
        {
            ReadArray<float>(reader, memory);
            network.CopyMemoryFrom(slot, memory);
        }

        nextActionsChosen = reader.ReadBoolean();
        ReadArray<int>(reader, rollout.Actions);
        if (segmentOpen)
        {
            versionRead = reader.ReadInt64();
            segmentStart = reader.ReadInt64();
            PrepareSegment();
            ReadArray(reader, network.Parameters.Span);
            ReadArray(reader, rollout.Rewards.AsSpan(0, rows));
            ReadArray(reader, rollout.Terminated.AsSpan(0, rows));
            ReadArray(reader, rollout.Truncated.AsSpan(0, rows));
            ReadArray(reader, rollout.FinalValues.AsSpan(0, rows));
            ForwardAgain(rows);
        }

        return true;
    }

    // The activations are not saved: the same calls on the same numbers give the same bits.
    private void ForwardAgain(int rows)
    {
        for (int first = 0; first < rows; first += played.Count)
        {
            network.Forward(first, played.Count);
        }
    }

    private static void WriteArray<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged => writer.Write(MemoryMarshal.AsBytes(values));

    private static void ReadArray<T>(BinaryReader reader, Span<T> values)
        where T : unmanaged => reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values));
}
