namespace AsyncRL.Neural;

/// <summary>Input slots that follow one another in sequences, with what a recurrent network remembers before each.</summary>
public interface ISequenceSlots : IInputSlots
{
    /// <summary>Whether a sequence begins in a slot.</summary>
    /// <param name="slot">Slot, from 0.</param>
    /// <returns>False when the slot goes on with the sequence of an earlier one.</returns>
    bool BeginsSequence(int slot);

    /// <summary>Reads what is remembered before a slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="memory">Receives it [MemoryLength of the network].</param>
    void CopyMemoryTo(int slot, Span<float> memory);

    /// <summary>Sets what is remembered before a slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="memory">It [MemoryLength of the network].</param>
    void CopyMemoryFrom(int slot, ReadOnlySpan<float> memory);
}
