namespace AsyncRL.Topologies;

/// <content>Saving an actor in the middle of anything, and going on from there.</content>
public sealed partial class Actor
{
    /// <summary>The actor's own optimizer statistics; null when they are shared.</summary>
    public Neural.OptimizerState? OwnStatistics => parameters.OwnStatistics;

    /// <summary>theta as this actor knows it: the shared one, or a replica.</summary>
    internal Neural.ParameterVector Theta => theta;

    /// <summary>Whether every environment of this actor can save its state.</summary>
    public bool CanSaveEnvironments => worlds.CanSave;

    /// <summary>Writes everything but the shared memory and the optimizer's statistics. The actor must not be playing.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        random.Save(writer);
        Statistics.Save(writer);
        EpisodeGradients?.Save(writer);
        if (!worlds.Save(writer))
        {
            return;
        }

        writer.Write(segmentOpen);
        writer.Write(rollout.Rows);
        SegmentState.SaveSlots(writer, network, rollout, memory);
        writer.Write(nextActionsChosen);
        writer.WriteArray<int>(rollout.Actions);
        if (segmentOpen)
        {
            writer.Write(versionRead);
            writer.Write(segmentStart);
            writer.WriteArray<float>(network.Parameters.Span);
            SegmentState.SaveRows(writer, rollout);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, in a run with the same options.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>False when the environments could not be saved, so that this actor starts new episodes and its open segment is lost.</returns>
    public bool Load(BinaryReader reader)
    {
        random.Load(reader);
        Statistics.Load(reader);
        EpisodeGradients?.Load(reader);
        if (!worlds.Load(reader))
        {
            return false;
        }

        segmentOpen = reader.ReadBoolean();
        rollout.Rows = reader.ReadInt32();
        SegmentState.LoadSlots(reader, network, rollout, memory);
        nextActionsChosen = reader.ReadBoolean();
        reader.ReadArray<int>(rollout.Actions);
        if (segmentOpen)
        {
            versionRead = reader.ReadInt64();
            segmentStart = reader.ReadInt64();
            PrepareSegment();
            SetAside();
            reader.ReadArray(network.Parameters.Span);
            SegmentState.LoadRows(reader, network, rollout);
        }

        return true;
    }
}
