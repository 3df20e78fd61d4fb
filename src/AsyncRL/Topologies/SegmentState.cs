using AsyncRL.Neural;

namespace AsyncRL.Topologies;

/// <summary>A segment in a checkpoint: what lies in the network's slots and in the rollout's rows.</summary>
/// <remarks>The activations are not saved: the same calls on the same numbers give the same bits.</remarks>
internal static class SegmentState
{
    /// <summary>Writes the observations, masks, actions and memories of the slots <c>[0, rollout.Rows + rollout.Environments)</c>.</summary>
    public static void SaveSlots(BinaryWriter writer, Network network, Rollout rollout, Span<float> memory)
    {
        for (int slot = 0; slot < rollout.Rows + rollout.Environments; slot++)
        {
            writer.WriteArray<float>(network.Input(slot));
            writer.WriteArray<bool>(rollout.Legal(slot));
            writer.WriteArray<float>(rollout.Action(slot));
            writer.WriteArray<int>(rollout.Choices(slot));
            writer.Write(network.BeginsEpisode(slot));
        }

        for (int slot = 0; slot < rollout.Environments; slot++)
        {
            network.CopyMemoryTo(slot, memory);
            writer.WriteArray<float>(memory);
        }
    }

    /// <summary>Reads what <see cref="SaveSlots"/> wrote; the rollout knows its rows already.</summary>
    public static void LoadSlots(BinaryReader reader, Network network, Rollout rollout, Span<float> memory)
    {
        for (int slot = 0; slot < rollout.Rows + rollout.Environments; slot++)
        {
            reader.ReadArray(network.Input(slot));
            reader.ReadArray(rollout.Legal(slot));
            reader.ReadArray(rollout.Action(slot));
            reader.ReadArray(rollout.Choices(slot));
            network.BeginEpisode(slot, reader.ReadBoolean());
        }

        for (int slot = 0; slot < rollout.Environments; slot++)
        {
            reader.ReadArray(memory);
            network.CopyMemoryFrom(slot, memory);
        }
    }

    /// <summary>Writes rewards and ends of episodes.</summary>
    public static void SaveRows(BinaryWriter writer, Rollout rollout)
    {
        int rows = rollout.Rows;
        writer.WriteArray<float>(rollout.Rewards.AsSpan(0, rows));
        writer.WriteArray<bool>(rollout.Terminated.AsSpan(0, rows));
        writer.WriteArray<bool>(rollout.Truncated.AsSpan(0, rows));
        writer.WriteArray<float>(rollout.FinalValues.AsSpan(0, rows));
    }

    /// <summary>Reads what <see cref="SaveRows"/> wrote, and forwards the slots again that were acted from.</summary>
    public static void LoadRows(BinaryReader reader, Network network, Rollout rollout)
    {
        int rows = rollout.Rows;
        reader.ReadArray(rollout.Rewards.AsSpan(0, rows));
        reader.ReadArray(rollout.Terminated.AsSpan(0, rows));
        reader.ReadArray(rollout.Truncated.AsSpan(0, rows));
        reader.ReadArray(rollout.FinalValues.AsSpan(0, rows));
        for (int first = 0; first < rows; first += rollout.Environments)
        {
            network.Forward(first, rollout.Environments);
        }
    }

    /// <summary>Moves the states after a segment to where the next one starts: slot s holds environment s modulo their number.</summary>
    public static void CarryOver(Network network, Rollout rollout, Span<float> memory)
    {
        for (int slot = rollout.Rows; slot < rollout.Rows + rollout.Environments; slot++)
        {
            int first = slot % rollout.Environments;
            network.Input(slot).CopyTo(network.Input(first));
            rollout.Legal(slot).CopyTo(rollout.Legal(first));
            rollout.Actions[first] = rollout.Actions[slot];
            CarryMemory(network, slot, network, first, memory);
        }
    }

    /// <summary>Copies what a recurrent network remembers before a slot.</summary>
    public static void CarryMemory(Network from, int slot, Network to, int toSlot, Span<float> memory)
    {
        to.BeginEpisode(toSlot, from.BeginsEpisode(slot));
        from.CopyMemoryTo(slot, memory);
        to.CopyMemoryFrom(toSlot, memory);
    }
}
