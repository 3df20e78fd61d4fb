using AsyncRL.Neural;
using AsyncRL.Serialization;

namespace AsyncRL.Experience;

/// <summary>A segment in a checkpoint, and its passing on into the next one: what lies in the slots and in the rollout.</summary>
/// <remarks>The activations are not saved: the same calls on the same numbers give the same bits.</remarks>
internal static class SegmentState
{
    /// <summary>
    /// Writes the rollout, and the observations and memories of the slots <c>[0, rollout.Rows + rollout.Environments)</c>.
    /// </summary>
    public static void Save(BinaryWriter writer, ISequenceSlots slots, Rollout rollout, Span<float> memory)
    {
        rollout.Save(writer);
        for (int slot = 0; slot < rollout.Rows + rollout.Environments; slot++)
        {
            writer.WriteArray<float>(slots.Input(slot));
            writer.Write(slots.BeginsSequence(slot));
        }

        for (int slot = 0; slot < rollout.Environments; slot++)
        {
            slots.CopyMemoryTo(slot, memory);
            writer.WriteArray<float>(memory);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static void Load(BinaryReader reader, ISequenceSlots slots, Rollout rollout, Span<float> memory)
    {
        rollout.Load(reader);
        for (int slot = 0; slot < rollout.Rows + rollout.Environments; slot++)
        {
            reader.ReadArray(slots.Input(slot));
            slots.BeginSequence(slot, reader.ReadBoolean());
        }

        for (int slot = 0; slot < rollout.Environments; slot++)
        {
            reader.ReadArray(memory);
            slots.CopyMemoryFrom(slot, memory);
        }
    }

    /// <summary>
    /// Moves the states after a segment to where the next one starts: slot s holds environment s modulo their number.
    /// </summary>
    public static void CarryOver(ISequenceSlots slots, Rollout rollout, Span<float> memory)
    {
        for (int slot = rollout.Rows; slot < rollout.Rows + rollout.Environments; slot++)
        {
            int first = slot % rollout.Environments;
            slots.Input(slot).CopyTo(slots.Input(first));
            rollout.CarrySlot(slot, first);
            CarryMemory(slots, slot, slots, first, memory);
        }
    }

    /// <summary>Copies what a recurrent network remembers before a slot.</summary>
    public static void CarryMemory(ISequenceSlots from, int slot, ISequenceSlots to, int toSlot, Span<float> memory)
    {
        to.BeginSequence(toSlot, from.BeginsSequence(slot));
        if (!memory.IsEmpty)
        {
            from.CopyMemoryTo(slot, memory);
            to.CopyMemoryFrom(toSlot, memory);
        }
    }
}
