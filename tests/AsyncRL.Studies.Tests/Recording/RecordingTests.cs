using System.Buffers.Binary;
using System.IO.Compression;
using AsyncRL.Environments;
using AsyncRL.Recording;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Studies.Tests.Recording;

/// <summary>
/// Films are read back by decoders written from the formats' specifications, which share nothing with the writers.
/// </summary>
public sealed class RecordingTests
{
    private const int Width = 37;
    private const int Height = 23;

    [Theory]
    [InlineData(3, 12)]
    [InlineData(200, 12)]
    [InlineData(256, 2)]
    public void AGifOfAtMost256ColorsHoldsEveryPixelOfEveryFrame(int colors, int count)
    {
        Rgb[][] frames = Frames(colors, count);
        using var stream = new MemoryStream();
        var writer = new GifWriter(stream, Width, Height, 25);
        Write(writer, frames);
        (int delay, List<Rgb[]> read) = ReadGif(stream.ToArray());
        Assert.Equal(4, delay);
        Assert.Equal(frames, read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void AGifOfMoreColorsShowsTheNearestOfThePaletteInEveryFrame(int plainFrames)
    {
        // The frames that come before the 257th colour are drawn like those after it.
        Rgb[][] frames = [.. Frames(40, plainFrames), .. Frames(5_000, 4)];
        using var stream = new MemoryStream();
        Write(new GifWriter(stream, Width, Height, 10), frames);
        (_, List<Rgb[]> read) = ReadGif(stream.ToArray());
        Assert.Equal(frames.Select(frame => frame.Select(Nearest).ToArray()), read);

        static Rgb Nearest(Rgb color) =>
            new(NearestLevel(color.Red, 6), NearestLevel(color.Green, 7), NearestLevel(color.Blue, 6));

        static byte NearestLevel(byte value, int levels) =>
            Enumerable.Range(0, levels).Select(i => (byte)(255 * i / (levels - 1))).MinBy(level => Math.Abs(level - value));
    }

    [Fact]
    public void AddingAFrameToAGifHoldsNothingOfItInMemory()
    {
        using var temporary = new TemporaryFolder();
        using var video = new GifWriter(Stream.Null, 200, 200, 10, temporary.Path);
        PixelCanvas noise = Noise(200);
        video.Add(noise);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                video.Add(noise);
            }
        }));
    }

    [Fact]
    public void FinishingALongGifTakesNoMoreMemoryThanAShortOne()
    {
        using var temporary = new TemporaryFolder();
        PixelCanvas[] frames = [Noise(200), new(200, 200)];
        FinishAllocates(2);
        Assert.InRange(FinishAllocates(200) - FinishAllocates(10), long.MinValue, 200 * 200);

        long FinishAllocates(int count)
        {
            using var video = new GifWriter(Stream.Null, 200, 200, 10, temporary.Path);
            for (int i = 0; i < count; i++)
            {
                video.Add(frames[i % 2]);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            video.Finish();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void AddingAFrameToAPngHoldsNothingOfItInMemory()
    {
        using var video = new PngWriter(Stream.Null, 200, 200, 10);
        PixelCanvas noise = Noise(200);
        video.Add(noise);
        video.Add(noise);

        // Noise packs to no less than a byte per pixel; what is left is the packer's own buffer.
        Assert.InRange(Allocations.Of(() => video.Add(noise)), 0, 200 * 200 / 2);
    }

    [Fact]
    public void AGifLeavesNoTemporaryFile()
    {
        using var temporary = new TemporaryFolder();
        using (var video = new GifWriter(Stream.Null, 200, 200, 10, temporary.Path))
        {
            video.Add(Noise(200));
            Assert.Single(Directory.GetFiles(temporary.Path));
        }

        Assert.Empty(Directory.GetFiles(temporary.Path));
    }

    [Fact]
    public void AFrameOfAnotherSizeIsRefused()
    {
        using var video = new GifWriter(Stream.Null, 200, 200, 10);
        ArgumentException error = Assert.Throws<ArgumentException>(() => video.Add(new PixelCanvas(20, 10)));
        Assert.Contains("20 x 10", error.Message, StringComparison.Ordinal);
        Assert.Contains("40000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APngNeedsAFrameAndAStreamThatSeeks()
    {
        using var video = new PngWriter(Stream.Null, 200, 200, 10);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(video.Finish);
        Assert.Contains("at least one frame", error.Message, StringComparison.Ordinal);
        using var forward = new DeflateStream(Stream.Null, CompressionLevel.Fastest);
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => new PngWriter(forward, 200, 200, 10));
        Assert.Contains("must be able to seek", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALargeNoisyGifFillsTheCodeTableManyTimes()
    {
        PixelCanvas canvas = Noise(200);
        using var stream = new MemoryStream();
        using var writer = new GifWriter(stream, 200, 200, 10);
        writer.Add(canvas);
        writer.Finish();
        Assert.Equal(canvas.Pixels.ToArray(), ReadGif(stream.ToArray()).Frames.Single());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void APngHoldsEveryPixelOfEveryFrame(int count)
    {
        Rgb[][] frames = Frames(5_000, count);
        using var stream = new MemoryStream();
        Write(new PngWriter(stream, Width, Height, 20), frames);
        Assert.Equal(frames, ReadPng(stream.ToArray()));
    }

    [Fact]
    public void AnUnknownEndingIsRefusedWithTheKnownOnes()
    {
        using var temporary = new TemporaryFolder();
        TrainingOutcome trained = Trainer.Train(
            () => EnvironmentRegistry.Default.Make("CartPole-v1"),
            new TrainingOptions { Steps = 500, Evaluation = new() { Episodes = 0 } });
        ArgumentException error = Assert.Throws<ArgumentException>(() => Recorder.Record(
            trained.Policy, EnvironmentRegistry.Default.Make("CartPole-v1"), temporary.Sub("film.avi"), new RecordingOptions()));
        Assert.Contains(".gif, .png, .mp4", error.Message, StringComparison.Ordinal);

        // And with a known one a whole video appears.
        (IReadOnlyList<double> returns, int frames) = Recorder.Record(
            trained.Policy, EnvironmentRegistry.Default.Make("CartPole-v1"), temporary.Sub("film.gif"),
            new RecordingOptions { Every = 2 });
        Assert.Equal(2 + ((int)returns.Single() - 1) / 2, frames);
        Assert.Equal(frames, ReadGif(File.ReadAllBytes(temporary.Sub("film.gif"))).Frames.Count);
        Assert.Single(Directory.GetFiles(temporary.Path));
    }

    // Of 256 colours.
    private static PixelCanvas Noise(int size)
    {
        var random = new Random(2);
        var canvas = new PixelCanvas(size, size);
        for (int i = 0; i < size * size; i++)
        {
            canvas.Set(i % size, i / size, new Rgb((byte)random.Next(256), 7, 7));
        }

        return canvas;
    }

    private static void Write(IFrameSink video, Rgb[][] frames)
    {
        using (video)
        {
            foreach (Rgb[] frame in frames)
            {
                var canvas = new PixelCanvas(Width, Height);
                for (int i = 0; i < frame.Length; i++)
                {
                    canvas.Set(i % Width, i / Width, frame[i]);
                }

                video.Add(canvas);
            }

            video.Finish();
        }
    }

    // Each frame changes a few pixels of the one before, and one changes none.
    private static Rgb[][] Frames(int colors, int count)
    {
        var random = new Random(colors);
        Rgb[] palette = [.. Enumerable.Range(0, colors)
            .Select(_ => new Rgb((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)))];
        var frames = new Rgb[count][];
        for (int f = 0; f < count; f++)
        {
            frames[f] = f == 0
                ? [.. Enumerable.Range(0, Width * Height).Select(_ => palette[random.Next(colors)])]
                : [.. frames[f - 1]];
            for (int i = 0; f != 2 && i < 9; i++)
            {
                frames[f][random.Next(Width * Height)] = palette[random.Next(colors)];
            }
        }

        return frames;
    }

    private static (int Delay, List<Rgb[]> Frames) ReadGif(byte[] file)
    {
        Assert.Equal("GIF89a"u8.ToArray(), file[..6]);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(6)), at = 13, delay = 0;
        var palette = new Rgb[256];
        for (int i = 0; i < 256; i++, at += 3)
        {
            palette[i] = new Rgb(file[at], file[at + 1], file[at + 2]);
        }

        var screen = new Rgb[width * BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8))];
        var frames = new List<Rgb[]>();
        while (file[at] != 0x3B)
        {
            if (file[at++] == 0x21)
            {
                delay = file[at] == 0xF9 ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 3)) : delay;
                at++;
                Blocks();
                continue;
            }

            int left = Read16(), top = Read16(), w = Read16(), h = Read16();
            at++;
            int bits = file[at++];
            byte[] pixels = Decompress(Blocks(), bits);
            Assert.Equal(w * h, pixels.Length);
            for (int i = 0; i < pixels.Length; i++)
            {
                screen[(top + i / w) * width + left + i % w] = palette[pixels[i]];
            }

            frames.Add([.. screen]);
        }

        Assert.Equal(at, file.Length - 1);
        return (delay, frames);

        int Read16() => file[at++] | file[at++] << 8;

        byte[] Blocks()
        {
            var data = new List<byte>();
            for (int length = file[at++]; length > 0; length = file[at++])
            {
                data.AddRange(file.AsSpan(at, length));
                at += length;
            }

            return [.. data];
        }
    }

    private static byte[] Decompress(byte[] data, int pixelBits)
    {
        int clear = 1 << pixelBits, bits = pixelBits + 1, position = 0;
        var strings = new List<byte[]>();
        var pixels = new List<byte>();
        byte[]? before = null;
        while (true)
        {
            int code = 0;
            for (int b = 0; b < bits; b++, position++)
            {
                code |= (data[position / 8] >> position % 8 & 1) << b;
            }

            if (code == clear)
            {
                strings = [.. Enumerable.Range(0, clear).Select(i => new[] { (byte)i }), [], []];
                bits = pixelBits + 1;
                before = null;
                continue;
            }

            if (code == clear + 1)
            {
                return [.. pixels];
            }

            byte[] text = code < strings.Count ? strings[code] : [.. before!, before![0]];
            pixels.AddRange(text);
            if (before is not null && strings.Count < 4096)
            {
                strings.Add([.. before, text[0]]);
                bits += strings.Count == 1 << bits && bits < 12 ? 1 : 0;
            }

            before = text;
        }
    }

    private static List<Rgb[]> ReadPng(byte[] file)
    {
        var frames = new List<Rgb[]>();
        int at = 8, sequence = 0, announced = 1;
        while (at < file.Length)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string type = System.Text.Encoding.ASCII.GetString(file, at + 4, 4);
            Span<byte> data = file.AsSpan(at + 8, length);
            switch (type)
            {
                case "acTL":
                    announced = BinaryPrimitives.ReadInt32BigEndian(data);
                    break;
                case "fcTL":
                    Assert.Equal(sequence++, BinaryPrimitives.ReadInt32BigEndian(data));
                    Assert.Equal(
                        (50, 1000),
                        (BinaryPrimitives.ReadInt16BigEndian(data[20..]), BinaryPrimitives.ReadInt16BigEndian(data[22..])));
                    break;
                case "IDAT":
                    frames.Add(Inflate(data.ToArray()));
                    break;
                case "fdAT":
                    Assert.Equal(sequence++, BinaryPrimitives.ReadInt32BigEndian(data));
                    frames.Add(Inflate(data[4..].ToArray()));
                    break;
                case "IEND":
                    // The checksum of the empty end chunk stands in every PNG there is.
                    Assert.Equal(0xAE426082u, BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8)));
                    break;
            }

            at += 12 + length;
        }

        Assert.Equal(announced, frames.Count);
        return frames;

        static Rgb[] Inflate(byte[] compressed)
        {
            using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            using var raw = new MemoryStream();
            zlib.CopyTo(raw);
            byte[] bytes = raw.ToArray();
            return [.. Enumerable.Range(0, Width * Height).Select(i =>
            {
                int pixel = i / Width * (1 + 3 * Width) + 1 + i % Width * 3;
                return new Rgb(bytes[pixel], bytes[pixel + 1], bytes[pixel + 2]);
            })];
        }
    }
}
