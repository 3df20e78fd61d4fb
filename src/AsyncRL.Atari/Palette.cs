using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace AsyncRL.Atari;

/// <summary>The colours and grays of the 256 palette indices in a television format.</summary>
internal sealed class Palette
{
    private const int Indices = 256;
    private const int Channels = 3;
    private readonly uint[] rgb = new uint[Indices];  // red in the lowest byte
    private readonly byte[] gray = new byte[Indices];
    private readonly byte[] mixed = new byte[Indices / 2 * (Indices / 2)];

    private Palette(JsonElement json)
    {
        JsonElement colours = json.GetProperty("rgb");
        JsonElement grays = json.GetProperty("gray");
        for (int i = 0; i < Indices / 2; i++)
        {
            uint code = uint.Parse(colours[i].GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            byte level = grays[i].GetByte();
            rgb[2 * i] = ((code & 0xFF) << 16) | (code & 0xFF00) | (code >> 16);
            rgb[2 * i + 1] = level * 0x010101u;
            gray[2 * i] = level;
        }

        // Odd indices, which are gray already, become the blue of the next colour: so does the Arcade Learning Environment.
        for (int i = 1; i < Indices; i += 2)
        {
            gray[i] = (byte)(rgb[(i + 1) % Indices] >> 16);
        }
    }

    /// <summary>60 fields a second, 128 colours.</summary>
    public static Palette Ntsc => Tables.Ntsc;

    /// <summary>50 fields a second, 104 colours.</summary>
    public static Palette Pal => Tables.Pal;

    /// <summary>The French format of 8 colours. No game uses it by itself.</summary>
    public static Palette Secam => Tables.Secam;

    /// <summary>Writes red, green and blue of each pixel.</summary>
    /// <param name="indices">Palette indices.</param>
    /// <param name="destination">Receives three bytes for each.</param>
    public void WriteRgb(ReadOnlySpan<byte> indices, Span<byte> destination)
    {
        Check(indices, destination, Channels);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        ref uint colours = ref MemoryMarshal.GetArrayDataReference(rgb);
        int last = indices.Length - 1;

        // Four bytes are written for each but the last pixel; the next one overwrites the fourth.
        for (int i = 0; i < last; i++)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, Channels * i), Unsafe.Add(ref colours, indices[i]));
        }

        uint colour = rgb[indices[last]];
        destination[Channels * last] = (byte)colour;
        destination[Channels * last + 1] = (byte)(colour >> 8);
        destination[Channels * last + 2] = (byte)(colour >> 16);
    }

    /// <summary>Writes the gray of each pixel.</summary>
    /// <param name="indices">Palette indices.</param>
    /// <param name="destination">Receives a byte for each.</param>
    public void WriteGray(ReadOnlySpan<byte> indices, Span<byte> destination)
    {
        Check(indices, destination, 1);
        ref byte from = ref MemoryMarshal.GetReference(indices);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        ref byte levels = ref MemoryMarshal.GetArrayDataReference(gray);
        const int group = sizeof(ulong);
        const ulong ones = 0x0101010101010101;
        int i = 0;

        // Most groups of pixels have one colour.
        for (; i <= indices.Length - group; i += group)
        {
            ulong pixels = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, i));
            ulong first = (pixels & 0xFF) * ones;
            ulong result = Unsafe.Add(ref levels, (int)(pixels & 0xFF)) * ones;
            if (pixels != first)
            {
                result = 0;
                for (int k = 0; k < group; k++)
                {
                    result |= (ulong)Unsafe.Add(ref levels, (int)((pixels >> (8 * k)) & 0xFF)) << (8 * k);
                }
            }

            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i), result);
        }

        for (; i < indices.Length; i++)
        {
            destination[i] = gray[indices[i]];
        }
    }

    /// <summary>Writes the palette indices of two frames mixed.</summary>
    public void Mix(ReadOnlySpan<byte> current, ReadOnlySpan<byte> previous, Span<byte> destination)
    {
        for (int i = 0; i < current.Length; i++)
        {
            destination[i] = mixed[(current[i] >> 1) * (Indices / 2) + (previous[i] >> 1)];
        }
    }

    /// <summary>The red, green and blue of an index.</summary>
    internal (byte Red, byte Green, byte Blue) Colour(int index) =>
        ((byte)rgb[index], (byte)(rgb[index] >> 8), (byte)(rgb[index] >> 16));

    /// <summary>Fills the table that <see cref="Mix"/> reads.</summary>
    internal void PrepareMix()
    {
        lock (mixed)
        {
            if (mixed[^1] != 0)
            {
                return;
            }

            for (int a = 0; a < Indices / 2; a++)
            {
                for (int b = 0; b < Indices / 2; b++)
                {
                    mixed[a * (Indices / 2) + b] = Nearest(Colour(2 * a), Colour(2 * b));
                }
            }
        }
    }

    // The phosphor keeps 77 percent of the brighter of two colours.
    private static int Blend(int a, int b) =>
        ((Math.Max(a, b) - Math.Min(a, b)) * 77 / 100 + Math.Min(a, b)) & ~3;

    private byte Nearest((byte Red, byte Green, byte Blue) a, (byte Red, byte Green, byte Blue) b)
    {
        (int red, int green, int blue) = (Blend(a.Red, b.Red), Blend(a.Green, b.Green), Blend(a.Blue, b.Blue));
        int nearest = 0;
        int least = int.MaxValue;
        for (int i = 0; i < Indices; i += 2)
        {
            (byte r, byte g, byte bl) = Colour(i);
            int distance = Math.Abs(red - r) + Math.Abs(green - g) + Math.Abs(blue - bl);
            if (distance < least)
            {
                (least, nearest) = (distance, i);
            }
        }

        return (byte)nearest;
    }

    private static void Check(ReadOnlySpan<byte> indices, Span<byte> destination, int channels)
    {
        if (indices.IsEmpty || destination.Length != channels * indices.Length)
        {
            throw new ArgumentException(
                $"The buffer holds {destination.Length} bytes, but the picture has {channels * indices.Length}; " +
                "pass a span of that length.",
                nameof(destination));
        }
    }

    // Read once, at the first use.
    private static class Tables
    {
        public static readonly Palette Ntsc;
        public static readonly Palette Pal;
        public static readonly Palette Secam;

        static Tables()
        {
            using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("palettes.json")!;
            using JsonDocument document = JsonDocument.Parse(stream);
            Ntsc = new Palette(document.RootElement.GetProperty("NTSC"));
            Pal = new Palette(document.RootElement.GetProperty("PAL"));
            Secam = new Palette(document.RootElement.GetProperty("SECAM"));
        }
    }
}
