using AsyncRL.Environments;

namespace AsyncRL.Replay;

/// <content>What a checkpoint holds. No thread may be writing or reading.</content>
public sealed partial class ReplayMemory
{
    private const int OtherSteps = -1;
    private static readonly string PlainSteps = new ReplayLayout(new Discrete(1), 0, 1, 1).StepDescription;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (ReplayLane lane in lanes)
        {
            lane.Clear();
        }

        transitions = 0;
        awaitsContent = false;
    }

    /// <summary>Writes the counters; the rows are <see cref="Content"/>.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);

        // What a step holds is told only where it is not a discrete action alone: the length of a frame, which is never negative,
        // came first in the first checkpoints.
        if (Layout.StepDescription != PlainSteps)
        {
            writer.Write(OtherSteps);
            writer.Write(Layout.StepDescription);
        }

        writer.Write(storage.Codec.Bytes);
        writer.Write(transitions);
        foreach (ReplayLane lane in lanes)
        {
            writer.Write(lane.Written);
        }
    }

    /// <summary>
    /// Reads what <see cref="Save"/> wrote; afterwards <see cref="Content"/> is to be filled and
    /// <see cref="Restored"/> to be called.
    /// </summary>
    /// <param name="reader">The checkpoint.</param>
    /// <exception cref="InvalidDataException">It belongs to a memory with other observations, actions or columns.</exception>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int frameBytes = reader.ReadInt32();
        string steps = PlainSteps;
        if (frameBytes == OtherSteps)
        {
            steps = reader.ReadString();
            frameBytes = reader.ReadInt32();
        }

        if (steps != Layout.StepDescription)
        {
            throw new InvalidDataException(
                $"its replay memory keeps steps of {steps}, but this run's of {Layout.StepDescription}");
        }

        if (frameBytes != storage.Codec.Bytes)
        {
            ObservationCodec widened = storage.Codec.Widened();
            if (frameBytes != widened.Bytes)
            {
                throw new InvalidDataException(
                    $"its replay memory keeps a frame in {frameBytes} bytes, but this run's in {storage.Codec.Bytes}");
            }

            storage = new ReplayStorage(Layout, widened);
        }

        transitions = reader.ReadInt64();
        foreach (ReplayLane lane in lanes)
        {
            lane.Load(reader.ReadInt64());
        }

        awaitsContent = true;
    }

    /// <summary>The rows that were ever written, in pieces, to be saved or restored without a copy.</summary>
    public IEnumerable<Memory<byte>> Content => storage.Rows.First(Filled);

    /// <summary>Finds the episodes in <see cref="Content"/> that was filled after <see cref="Load"/>.</summary>
    public void Restored()
    {
        if (awaitsContent)
        {
            awaitsContent = false;
            foreach (ReplayLane lane in lanes)
            {
                lane.Restored(storage);
            }
        }
    }

    private static InvalidOperationException NotRestored() =>
        new("The replay memory was loaded, but Restored was not called after its content was filled.");
}
