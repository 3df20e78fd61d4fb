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
            StateArrays.Write<float>(writer, scaling!.Mean);
            StateArrays.Write<float>(writer, scaling.Deviation);
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
            StateArrays.Write<float>(writer, network.Input(slot));
            StateArrays.Write<bool>(writer, rollout.Legal(slot));
            StateArrays.Write<float>(writer, rollout.Action(slot));
            StateArrays.Write<int>(writer, rollout.Choices(slot));
            writer.Write(network.BeginsEpisode(slot));
        }

        for (int slot = 0; slot < played.Count; slot++)
        {
            network.CopyMemoryTo(slot, memory);
            StateArrays.Write<float>(writer, memory);
        }

        writer.Write(nextActionsChosen);
        StateArrays.Write<int>(writer, rollout.Actions);
        if (segmentOpen)
        {
            writer.Write(versionRead);
            writer.Write(segmentStart);
            StateArrays.Write<float>(writer, network.Parameters.Span);
            StateArrays.Write<float>(writer, rollout.Rewards.AsSpan(0, rows));
            StateArrays.Write<bool>(writer, rollout.Terminated.AsSpan(0, rows));
            StateArrays.Write<bool>(writer, rollout.Truncated.AsSpan(0, rows));
            StateArrays.Write<float>(writer, rollout.FinalValues.AsSpan(0, rows));
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
            StateArrays.Read(reader, scaling!.Mean);
            StateArrays.Read(reader, scaling.Deviation);
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
            StateArrays.Read(reader, network.Input(slot));
            StateArrays.Read(reader, rollout.Legal(slot));
            StateArrays.Read(reader, rollout.Action(slot));
            StateArrays.Read(reader, rollout.Choices(slot));
            network.BeginEpisode(slot, reader.ReadBoolean());
        }

        for (int slot = 0; slot < played.Count; slot++)
        {
            StateArrays.Read<float>(reader, memory);
            network.CopyMemoryFrom(slot, memory);
        }

        nextActionsChosen = reader.ReadBoolean();
        StateArrays.Read<int>(reader, rollout.Actions);
        if (segmentOpen)
        {
            versionRead = reader.ReadInt64();
            segmentStart = reader.ReadInt64();
            PrepareSegment();
            StateArrays.Read(reader, network.Parameters.Span);
            StateArrays.Read(reader, rollout.Rewards.AsSpan(0, rows));
            StateArrays.Read(reader, rollout.Terminated.AsSpan(0, rows));
            StateArrays.Read(reader, rollout.Truncated.AsSpan(0, rows));
            StateArrays.Read(reader, rollout.FinalValues.AsSpan(0, rows));
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
}
