using AsyncRL.Neural;

namespace AsyncRL.Tests.Play;

/// <summary>Room for observations apart from any network, with nothing remembered.</summary>
/// <param name="slots">Slots.</param>
/// <param name="length">Numbers of an observation.</param>
internal sealed class ArraySlots(int slots, int length) : ISequenceSlots
{
    private readonly float[] inputs = new float[slots * length];
    private readonly bool[] begins = new bool[slots];

    public Span<float> Input(int slot) => inputs.AsSpan(slot * length, length);

    public void BeginSequence(int slot, bool begins) => this.begins[slot] = begins;

    public bool BeginsSequence(int slot) => begins[slot];

    public void CopyMemoryTo(int slot, Span<float> memory)
    {
    }

    public void CopyMemoryFrom(int slot, ReadOnlySpan<float> memory)
    {
    }
}
