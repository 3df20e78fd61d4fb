using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;

namespace AsyncRL.Metrics;

/// <summary>
/// Writes a TensorBoard event file: records of length, CRC, event, CRC, with events as protocol buffers (Event: 1 wall_time, 2
/// step, 3 file_version, 5 summary, 7 session_log; Summary: 1 value; Value: 1 tag, 2 simple_value; SessionLog: 1 status).
/// </summary>
public sealed class TensorBoardWriter : IMetricsSink
{
    private const uint Fixed64 = 1, Length = 2, Fixed32 = 5;

    private readonly FileStream stream;

    /// <summary>Begins a new event file in a folder; TensorBoard reads it together with older ones.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="resumedAt">Step from which a resumed run goes on: TensorBoard is told to forget what
    /// older files hold from beyond it.</param>
    public TensorBoardWriter(string folder, long resumedAt = 0)
    {
        double now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        for (long second = (long)now; ; second++)
        {
            string name = string.Create(
                CultureInfo.InvariantCulture, $"events.out.tfevents.{second}.{System.Environment.MachineName}");
            string path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
                break;
            }
        }

        try
        {
            Begin(now, resumedAt);
        }
        catch
        {
            // A full disk: no file is better than an empty one for every report.
            Abandon();
            throw;
        }
    }

    private void Begin(double now, long resumedAt)
    {
        WriteRecord(Message(output =>
        {
            WriteDouble(output, 1, now);
            output.WriteTag(3 << 3 | Length);
            output.WriteString("brain.Event:2");
        }));
        if (resumedAt > 0)
        {
            // A session log with status START discards the events of this step and later ones.
            WriteRecord(Message(output =>
            {
                WriteDouble(output, 1, now);
                output.WriteTag(2 << 3);
                output.WriteInt64(resumedAt + 1);
                WriteMessage(output, 7, Message(log =>
                {
                    log.WriteTag(1 << 3);
                    log.WriteEnum(1);
                }));
            }));
        }

        stream.Flush();
    }

    private void Abandon()
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // What it still holds cannot be written either.
        }

        File.Delete(stream.Name);
    }

    /// <inheritdoc/>
    public void Write(long step, double wallTime, IReadOnlyList<(string Tag, double Value)> values)
    {
        byte[] summary = Message(output =>
        {
            foreach ((string tag, double value) in values)
            {
                if (double.IsFinite(value))
                {
                    WriteMessage(output, 1, Message(inner =>
                    {
                        inner.WriteTag(1 << 3 | Length);
                        inner.WriteString(tag);
                        inner.WriteTag(2 << 3 | Fixed32);
                        inner.WriteFloat((float)value);
                    }));
                }
            }
        });
        WriteRecord(Message(output =>
        {
            WriteDouble(output, 1, wallTime);
            output.WriteTag(2 << 3);
            output.WriteInt64(step);
            WriteMessage(output, 5, summary);
        }));
        stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    /// <summary>The checksum of the record format: CRC32C, rotated right by 15 bits, plus a constant.</summary>
    /// <param name="data">The bytes.</param>
    /// <returns>The masked checksum.</returns>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    private static void WriteDouble(CodedOutputStream output, uint field, double value)
    {
        output.WriteTag(field << 3 | Fixed64);
        output.WriteDouble(value);
    }

    private static void WriteMessage(CodedOutputStream output, uint field, byte[] message)
    {
        output.WriteTag(field << 3 | Length);
        output.WriteBytes(ByteString.CopyFrom(message));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true))
        {
            write(output);
        }

        return memory.ToArray();
    }

    private void WriteRecord(ReadOnlySpan<byte> data)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(header, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], MaskedCrc(header[..8]));
        stream.Write(header);
        stream.Write(data);
        Span<byte> footer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, MaskedCrc(data));
        stream.Write(footer);
    }
}
