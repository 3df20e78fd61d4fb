using System.Buffers.Binary;
using System.IO.Compression;
using AsyncRL.Environments;
using AsyncRL.Recording;
using AsyncRL.Tests.Support;
using AsyncRL.Training;

namespace AsyncRL.Tests.Recording;

/// <summary>Films are read back by decoders written from the formats' specifications, which share nothing with the writers.</summary>
public sealed class FilmTests
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

    [Fact]
    public void AGifOfMoreColorsIsNearTheTrueOnes()
    {
        Rgb[][] frames = Frames(5_000, 4);
        using var stream = new MemoryStream();
        Write(new GifWriter(stream, Width, Height, 10), frames);
        (_, List<Rgb[]> read) = ReadGif(stream.ToArray());
        foreach ((Rgb a, Rgb b) in frames.SelectMany(f => f).Zip(read.SelectMany(f => f)))
        {
            // Half a step of the coarsest of the evenly spaced levels.
            Assert.InRange(Math.Max(Math.Abs(a.Red - b.Red), Math.Max(Math.Abs(a.Green - b.Green), Math.Abs(a.Blue - b.Blue))), 0, 26);
        }
    }

    [Fact]
    public void ALargeNoisyGifFillsTheCodeTableManyTimes()
    {
        var random = new Random(2);
        var canvas = new PixelCanvas(200, 200);
        for (int i = 0; i < 40_000; i++)
        {
            canvas.Set(i % 200, i / 200, new Rgb((byte)random.Next(256), 7, 7));
        }

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
            () => EnvironmentRegistry.Default.Make("CartPole-v1"), new TrainingOptions { Steps = 500, Evaluation = new() { Episodes = 0 } });
        ArgumentException error = Assert.Throws<ArgumentException>(() => Recorder.Record(
            trained.Policy, EnvironmentRegistry.Default.Make("CartPole-v1"), temporary.Sub("film.avi"), new RecordingOptions()));
        Assert.Contains(".gif, .png, .mp4", error.Message, StringComparison.Ordinal);

        // And with a known one a whole film appears.
        (IReadOnlyList<double> returns, int frames) = Recorder.Record(
            trained.Policy, EnvironmentRegistry.Default.Make("CartPole-v1"), temporary.Sub("film.gif"), new RecordingOptions { Every = 2 });
        Assert.Equal(2 + ((int)returns.Single() - 1) / 2, frames);
        Assert.Equal(frames, ReadGif(File.ReadAllBytes(temporary.Sub("film.gif"))).Frames.Count);
        Assert.Single(Directory.GetFiles(temporary.Path));
    }

    private static void Write(IFrameSink film, Rgb[][] frames)
    {
        using (film)
        {
            foreach (Rgb[] frame in frames)
            {
                var canvas = new PixelCanvas(Width, Height);
                for (int i = 0; i < frame.Length; i++)
                {
                    canvas.Set(i % Width, i / Width, frame[i]);
                }

                film.Add(canvas);
            }

            film.Finish();
        }
    }

    // Each frame changes a few pixels of the one before, and one changes none.
    private static Rgb[][] Frames(int colors, int count)
    {
        var random = new Random(colors);
        Rgb[] palette = [.. Enumerable.Range(0, colors).Select(_ => new Rgb((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)))];
        var frames = new Rgb[count][];
        for (int f = 0; f < count; f++)
        {
            frames[f] = f == 0 ? [.. Enumerable.Range(0, Width * Height).Select(_ => palette[random.Next(colors)])] : [.. frames[f - 1]];
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
                    Assert.Equal((50, 1000), (BinaryPrimitives.ReadInt16BigEndian(data[20..]), BinaryPrimitives.ReadInt16BigEndian(data[22..])));
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
