namespace AsyncRL.Neural;

/// <summary>Where observations are written, slot by slot, and where the beginnings of episodes are marked: a network's workspace, or memory that waits for one.</summary>
public interface IObservationSlots
{
    /// <summary>Where the caller writes an observation.</summary>
    /// <param name="slot">Slot, from 0.</param>
    /// <returns>The slot's input [InputLength].</returns>
    Span<float> Input(int slot);

    /// <summary>Says whether an episode begins in a slot.</summary>
    /// <param name="slot">Slot, from 0.</param>
    /// <param name="begins">False when the slot goes on with the episode of an earlier one.</param>
    void BeginEpisode(int slot, bool begins);
}
