using System.Buffers.Binary;
using AsyncRL.Environments;

namespace AsyncRL.Replay;

/// <summary>
/// The rows of a replay memory and what their bytes mean: the frame, the mask, the declared columns, the step's discount where it
/// has one, its action, its reward, and one byte of <see cref="RowFlags"/>. Rows and codec belong together: a reader must not see
/// one without the other.
/// </summary>
internal sealed class ReplayStorage
{
    private const int ActionEnd = sizeof(float) + 1;

    private readonly ReplayActions actions;
    private readonly int stepBytes;
    private readonly int[] columnEnds; // distance of each column's first byte from the row's end, which no codec changes

    public ReplayStorage(ReplayLayout layout, ObservationCodec codec)
    {
        Codec = codec;
        Rows = new ReplayRows(layout.Rows, layout.RowBytes(codec));
        actions = layout.Actions;
        stepBytes = layout.StepBytes;
        columnEnds = new int[layout.Columns.Count];
        int end = stepBytes + layout.Columns.Sum(c => c.Bytes);
        for (int c = 0; c < columnEnds.Length; c++)
        {
            columnEnds[c] = end;
            end -= layout.Columns[c].Bytes;
        }
    }

    public ObservationCodec Codec { get; }

    public ReplayRows Rows { get; }

    public RowFlags Flags(long row) => (RowFlags)Rows[row][^1];

    public void SetFlags(long row, RowFlags flags) => Rows[row][^1] |= (byte)flags;

    /// <summary>Makes a step a mere state again; its bytes are rewritten by the next step.</summary>
    public bool TakeBack(long row)
    {
        bool hadAction = Flags(row).Has(RowFlags.HasAction);
        Rows[row][^1] &= (byte)RowFlags.Begins;
        return hadAction;
    }

    public float Reward(long row) => BinaryPrimitives.ReadSingleLittleEndian(Rows[row][^ActionEnd..]);

    public void SetReward(long row, float reward) => BinaryPrimitives.WriteSingleLittleEndian(Rows[row][^ActionEnd..], reward);

    public float Discount(long row) => BinaryPrimitives.ReadSingleLittleEndian(Rows[row][^stepBytes..]);

    public void SetDiscount(long row, float discount) =>
        BinaryPrimitives.WriteSingleLittleEndian(Rows[row][^stepBytes..], discount);

    public Span<byte> Action(long row) => Rows[row].Slice(Rows.RowBytes - ActionEnd - actions.Bytes, actions.Bytes);

    public int DiscreteAction(long row) =>
        actions.Kind == ActionKind.Discrete ? BinaryPrimitives.ReadInt32LittleEndian(Action(row)) : 0;

    public Span<byte> Column(long row, int column, ReplayColumn declared) =>
        Rows[row].Slice(Rows.RowBytes - columnEnds[column], declared.Bytes);

    /// <summary>The bytes of a mask, one bit a flag.</summary>
    public Span<byte> Legal(long row) => Rows[row][Codec.Bytes..];

    /// <summary>The first rows once more, with their frames in another codec.</summary>
    public ReplayStorage CopiedTo(ReplayLayout layout, ObservationCodec codec)
    {
        var copy = new ReplayStorage(layout, codec);
        var decoded = new float[codec.Length];
        for (long row = 0; row < Rows.Rows; row++)
        {
            Codec.Read(Rows[row], decoded);
            codec.TryWrite(decoded, copy.Rows[row]);
            Rows[row][Codec.Bytes..].CopyTo(copy.Rows[row][codec.Bytes..]);
        }

        return copy;
    }
}
