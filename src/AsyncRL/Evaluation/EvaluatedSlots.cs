using AsyncRL.Neural;

namespace AsyncRL.Evaluation;

/// <summary>Room for the encoded observations of one environment, where the agent reads them itself.</summary>
/// <param name="length">Numbers of an encoded observation.</param>
internal sealed class EvaluatedSlots(int length) : ISequenceSlots
{
    private readonly float[] inputs = new float[2 * length];
    private readonly bool[] begins = new bool[2];

    /// <inheritdoc/>
    public Span<float> Input(int slot) => inputs.AsSpan(slot * length, length);

    /// <inheritdoc/>
    public void BeginSequence(int slot, bool begins) => this.begins[slot] = begins;

    /// <inheritdoc/>
    public bool BeginsSequence(int slot) => begins[slot];

    /// <inheritdoc/>
    public void CopyMemoryTo(int slot, Span<float> memory)
    {
    }

    /// <inheritdoc/>
    public void CopyMemoryFrom(int slot, ReadOnlySpan<float> memory)
    {
    }
}
