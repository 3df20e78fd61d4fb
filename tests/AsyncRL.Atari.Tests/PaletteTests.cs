using System.Text.Json;

namespace AsyncRL.Atari.Tests;

public class PaletteTests
{
    [Theory]
    [InlineData("NTSC")]
    [InlineData("PAL")]
    [InlineData("SECAM")]
    public void Colours_and_grays_are_the_reference_s(string format)
    {
        Palette palette = format switch { "NTSC" => Palette.Ntsc, "PAL" => Palette.Pal, _ => Palette.Secam };
        using Stream stream = typeof(Palette).Assembly.GetManifestResourceStream("palettes.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        JsonElement json = document.RootElement.GetProperty(format);
        byte[] indices = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        byte[] rgb = new byte[3 * 256];
        byte[] gray = new byte[256];
        palette.WriteRgb(indices, rgb);
        palette.WriteGray(indices, gray);
        for (int i = 0; i < 128; i++)
        {
            byte level = json.GetProperty("gray")[i].GetByte();
            string colour = Convert.ToHexStringLower(rgb.AsSpan(6 * i, 3));
            Assert.Equal(json.GetProperty("rgb")[i].GetString(), colour);
            Assert.Equal([level, level, level], rgb.AsSpan(6 * i + 3, 3).ToArray());
            Assert.Equal(level, gray[2 * i]);
            Assert.Equal(level, (byte)Math.Round(0.2989 * rgb[6 * i] + 0.5870 * rgb[6 * i + 1] + 0.1140 * rgb[6 * i + 2]));
            if (i < 127)
            {
                Assert.Equal(rgb[6 * i + 6 + 2], gray[2 * i + 1]);
            }
        }
    }

    [Fact]
    public void Groups_of_one_colour_and_of_many_are_written_alike()
    {
        var random = new Random(1);
        byte[] indices = new byte[1003];
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = i > 0 && random.Next(12) != 0 ? indices[i - 1] : (byte)random.Next(256);
        }

        byte[] rgb = new byte[3 * indices.Length];
        byte[] gray = new byte[indices.Length];
        Palette.Ntsc.WriteRgb(indices, rgb);
        Palette.Ntsc.WriteGray(indices, gray);
        byte[] one = new byte[1];
        byte[] three = new byte[3];
        for (int i = 0; i < indices.Length; i++)
        {
            Palette.Ntsc.WriteGray([indices[i]], one);
            Palette.Ntsc.WriteRgb([indices[i]], three);
            Assert.Equal(one[0], gray[i]);
            Assert.Equal(three, rgb.AsSpan(3 * i, 3).ToArray());
        }
    }

    [Fact]
    public void A_buffer_of_another_length_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Palette.Ntsc.WriteGray(new byte[4], new byte[3]));
        Assert.Throws<ArgumentException>(() => Palette.Ntsc.WriteRgb(new byte[4], new byte[4]));
    }
}
