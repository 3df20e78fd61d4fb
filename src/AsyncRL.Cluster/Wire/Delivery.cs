using System.Buffers;
using AsyncRL.ActorLearners;
using AsyncRL.Environments;
using AsyncRL.Play;

namespace AsyncRL.Cluster.Wire;

/// <summary>
/// What an actor sends: a trajectory in the columns of the experience's schema, the episodes that ended in it, and what it
/// observed. Little-endian, as checkpoints are.
/// </summary>
internal static class Delivery
{
    /// <summary>Begins a delivery.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="actor">The actor's number.</param>
    /// <param name="sequence">Number of its delivery, from 1: one that comes twice counts once.</param>
    public static void Begin(BinaryWriter writer, int actor, long sequence)
    {
        writer.Write(actor);
        writer.Write(sequence);
    }

    /// <summary>Writes a trajectory.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="trajectory">The trajectory.</param>
    public static void Write(BinaryWriter writer, Trajectory trajectory)
    {
        int environments = trajectory.Rollout.Environments, slots = trajectory.Rollout.Rows + environments;
        trajectory.Rollout.Save(writer);
        Span<float> inputs = trajectory.Inputs(slots);
        byte[] packed = ArrayPool<byte>.Shared.Rent(FloatPacking.Longest(inputs.Length));
        writer.Write(packed.AsSpan(0, FloatPacking.Pack(inputs, packed)));
        ArrayPool<byte>.Shared.Return(packed);
        for (int slot = 0; slot < slots; slot++)
        {
            writer.Write(trajectory.BeginsSequence(slot));
        }

        writer.Write(trajectory.Memory.Length);
        foreach (float number in trajectory.Memory)
        {
            writer.Write(number);
        }

        trajectory.SaveNotes(writer);
    }

    /// <summary>Writes what is reported of play since the last delivery.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="episodes">The episodes that ended.</param>
    /// <param name="measures">What was measured of them; null for nothing.</param>
    /// <param name="actions">Numbers of continuous actions since the last delivery, and those at a bound.</param>
    /// <param name="observed">What was observed; null unless observations are normalised.</param>
    public static void Write(
        BinaryWriter writer, List<EpisodeRecord> episodes, MeasureTotals? measures, (long Numbers, long AtBounds) actions,
        RunningMoments? observed)
    {
        writer.Write(episodes.Count);
        foreach (EpisodeRecord episode in episodes)
        {
            writer.Write(episode.Return);
            writer.Write(episode.Length);
            writer.Write(episode.Task);
        }

        measures?.Save(writer);
        writer.Write(actions.Numbers);
        writer.Write(actions.AtBounds);
        observed?.Save(writer);
    }

    /// <summary>Reads what <see cref="Write(BinaryWriter, Trajectory)"/> wrote.</summary>
    /// <param name="content">The delivery.</param>
    /// <param name="reader">Reads the same bytes.</param>
    /// <param name="trajectory">Receives the trajectory.</param>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    public static void Read(byte[] content, BinaryReader reader, Trajectory trajectory)
    {
        trajectory.Rollout.Load(reader);
        int slots = trajectory.Rollout.Rows + trajectory.Rollout.Environments;
        var stream = (MemoryStream)reader.BaseStream;
        stream.Position += FloatPacking.Unpack(content.AsSpan((int)stream.Position), trajectory.Inputs(slots));
        for (int slot = 0; slot < slots; slot++)
        {
            trajectory.BeginSequence(slot, reader.ReadBoolean());
        }

        Span<float> memory = trajectory.Memory;
        int length = reader.ReadInt32();
        if (length != memory.Length)
        {
            throw new InvalidDataException($"a memory of {length} numbers where the network has {memory.Length}");
        }

        for (int i = 0; i < length; i++)
        {
            memory[i] = reader.ReadSingle();
        }

        trajectory.LoadNotes(reader);
    }

    /// <summary>Reads what is reported of play.</summary>
    /// <param name="reader">After the trajectory.</param>
    /// <param name="into">Receives it.</param>
    public static void Read(BinaryReader reader, PlayReport into)
    {
        for (int n = reader.ReadInt32(); n > 0; n--)
        {
            into.Episodes.Add(new EpisodeRecord(reader.ReadDouble(), reader.ReadInt64()) { Task = reader.ReadInt32() });
        }

        into.Measures?.Load(reader);
        into.ActionNumbers = reader.ReadInt64();
        into.ActionNumbersAtBounds = reader.ReadInt64();
        into.Observed?.Load(reader);
    }
}
