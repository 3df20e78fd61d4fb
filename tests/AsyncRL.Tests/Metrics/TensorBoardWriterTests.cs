using System.Buffers.Binary;
using AsyncRL.Metrics;
using AsyncRL.Tests.Support;
using Google.Protobuf;

namespace AsyncRL.Tests.Metrics;

public sealed class TensorBoardWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The two checks that the CRC32C standard (RFC 3720, B.4) prints, and "123456789", the usual check value.
    [Fact]
    public void TheChecksumIsMaskedCrc32C()
    {
        Assert.Equal(Mask(0x8a9136aa), TensorBoardWriter.MaskedCrc(new byte[32]));
        Assert.Equal(Mask(0x46dd794e), TensorBoardWriter.MaskedCrc([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(Mask(0xe3069283), TensorBoardWriter.MaskedCrc("123456789"u8));
    }

    [Fact]
    public void TheFirstEventNamesTheFormatAndTheOthersHoldTheValues()
    {
        using (var writer = new TensorBoardWriter(folder.Path))
        {
            writer.Write(
                1000, 1234.5, [("rollout/ep_rew_mean", 21.5), ("train/loss", double.NaN), ("async/staleness_mean", 0.25)]);
            writer.Write(5_000_000_000, 1235.5, [("time/fps", 1e6)]);
        }

        List<Event> events = Read(Assert.Single(Directory.GetFiles(folder.Path)));
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal((1000, 1234.5), (events[1].Step, events[1].WallTime));
        Assert.Equal([("rollout/ep_rew_mean", 21.5f), ("async/staleness_mean", 0.25f)], events[1].Values);
        Assert.Equal(5_000_000_000, events[2].Step);
        Assert.Equal([("time/fps", 1e6f)], events[2].Values);
    }

    [Fact]
    public void AReportCanBeReadWhileTheWriterIsOpen()
    {
        using var writer = new TensorBoardWriter(folder.Path);
        writer.Write(1, 2, [("a", 3)]);
        Assert.Equal(2, Read(Assert.Single(Directory.GetFiles(folder.Path))).Count);
    }

    [Fact]
    public void AResumedRunOpensASecondFileThatDiscardsWhatCameAfterTheCheckpoint()
    {
        new TensorBoardWriter(folder.Path).Dispose();
        new TensorBoardWriter(folder.Path, resumedAt: 400).Dispose();
        string[] files = [.. Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal)];
        Assert.Equal(2, files.Length);
        Assert.All(files, f => Assert.StartsWith("events.out.tfevents.", Path.GetFileName(f), StringComparison.Ordinal));
        Assert.Single(Read(files[0]));
        Event start = Read(files[1])[1];
        Assert.True(start.IsSessionStart);
        Assert.Equal(401, start.Step);
    }

    private static uint Mask(uint crc) => ((crc >> 15) | (crc << 17)) + 0xa282ead8;

    // Written from the format, not from the writer: length, its checksum, data, their checksum.
    private static List<Event> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var events = new List<Event>();
        for (int at = 0; at < bytes.Length;)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)));
            Assert.Equal(Mask(Crc32C(bytes.AsSpan(at, 8))), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            ReadOnlySpan<byte> data = bytes.AsSpan(at + 12, length);
            Assert.Equal(Mask(Crc32C(data)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            events.Add(Event.Parse(data.ToArray()));
            at += 16 + length;
        }

        return events;
    }

    // Bit by bit with the Castagnoli polynomial, reflected.
    private static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82f63b78;
            }
        }

        return ~crc;
    }

    private sealed class Event
    {
        public double WallTime { get; private set; }

        public long Step { get; private set; }

        public string FileVersion { get; private set; } = "";

        public bool IsSessionStart { get; private set; }

        public List<(string Tag, float Value)> Values { get; } = [];

        public static Event Parse(byte[] data)
        {
            var parsed = new Event();
            ForEachField(data, (field, input) =>
            {
                switch (field)
                {
                    case 1: parsed.WallTime = input.ReadDouble(); break;
                    case 2: parsed.Step = input.ReadInt64(); break;
                    case 3: parsed.FileVersion = input.ReadString(); break;
                    case 5:
                        ForEachField(
                            input.ReadBytes().ToByteArray(),
                            (_, value) => parsed.Values.Add(ParseValue(value.ReadBytes().ToByteArray())));
                        break;
                    case 7:
                        ForEachField(
                            input.ReadBytes().ToByteArray(),
                            (_, status) => parsed.IsSessionStart = status.ReadEnum() == 1);
                        break;
                    default: Assert.Fail($"unknown field {field}"); break;
                }
            });
            return parsed;
        }

        private static (string Tag, float Value) ParseValue(byte[] data)
        {
            string tag = "";
            float value = 0;
            ForEachField(data, (field, input) =>
            {
                if (field == 1)
                {
                    tag = input.ReadString();
                }
                else
                {
                    Assert.Equal(2, field);
                    value = input.ReadFloat();
                }
            });
            return (tag, value);
        }

        private static void ForEachField(byte[] data, Action<int, CodedInputStream> read)
        {
            var input = new CodedInputStream(data);
            while (input.ReadTag() is var tag and not 0)
            {
                read(WireFormat.GetTagFieldNumber(tag), input);
            }
        }
    }
}
