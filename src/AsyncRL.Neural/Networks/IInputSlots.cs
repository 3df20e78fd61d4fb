namespace AsyncRL.Neural;

/// <summary>
/// Where inputs are written, slot by slot, and where the beginnings of sequences are marked: a network's workspace, or memory
/// that waits for one.
/// </summary>
public interface IInputSlots
{
    /// <summary>Where the caller writes an input.</summary>
    /// <param name="slot">Slot, from 0.</param>
    /// <returns>The slot's input [InputLength].</returns>
    Span<float> Input(int slot);

    /// <summary>Says whether a sequence begins in a slot.</summary>
    /// <param name="slot">Slot, from 0.</param>
    /// <param name="begins">False when the slot goes on with the sequence of an earlier one.</param>
    void BeginSequence(int slot, bool begins);
}
