using System.Text.Json.Serialization;

namespace AsyncRL.Atari.Tests.Support;

/// <summary>What the reference showed after an act.</summary>
internal sealed record TraceLine(
    [property: JsonPropertyName("i")] int Index,
    [property: JsonPropertyName("a")] int Action,
    [property: JsonPropertyName("r")] int Reward,
    [property: JsonPropertyName("l")] int Lives,
    [property: JsonPropertyName("t")] int GameOver,
    [property: JsonPropertyName("u")] int Truncated,
    [property: JsonPropertyName("f")] int Frame,
    [property: JsonPropertyName("e")] int EpisodeFrame,
    [property: JsonPropertyName("c")] int Cycles,
    [property: JsonPropertyName("s")] string Screen,
    [property: JsonPropertyName("m")] string Memory)
{
    /// <summary>What an emulator shows.</summary>
    public static TraceLine Of(AtariEmulator emulator, int index, int action, int reward, bool look) => new(
        index, action, reward, emulator.Lives, emulator.IsGameOver ? 1 : 0, emulator.IsTruncated ? 1 : 0, emulator.FrameNumber,
        emulator.EpisodeFrameNumber, emulator.Console.Cpu.Cycles, look ? Hash(emulator.Picture) : "",
        Convert.ToHexStringLower(emulator.Ram));

    // FNV-1a with 64 bits.
    private static string Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
