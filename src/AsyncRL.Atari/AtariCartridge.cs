using AsyncRL.Atari.Games;

namespace AsyncRL.Atari;

/// <summary>A cartridge: the contents of a ROM, and what its file was called. Immutable.</summary>
public sealed class AtariCartridge
{
    /// <summary>A cartridge of one's own.</summary>
    /// <param name="rom">The ROM's contents, as a file holds them; they may be packed with gzip.</param>
    /// <param name="fileName">The ROM's file name, by which the game is found if its contents are not known; or null.</param>
    public AtariCartridge(ReadOnlyMemory<byte> rom, string? fileName = null)
        : this(rom, fileName, null)
    {
    }

    private AtariCartridge(ReadOnlyMemory<byte> rom, string? fileName, Game? game)
    {
        Rom = rom.ToArray();
        FileName = fileName;
        Game = game;
    }

    /// <summary>The ROM's contents.</summary>
    public ReadOnlyMemory<byte> Rom { get; }

    /// <summary>The ROM's file name.</summary>
    public string? FileName { get; }

    /// <summary>The game, where it is known beforehand.</summary>
    internal Game? Game { get; }

    /// <summary>Reads a cartridge from a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The cartridge.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AtariCartridge Read(string path) => new(File.ReadAllBytes(path), Path.GetFileName(path), null);

    /// <summary>A cartridge of a game that is given with its rule.</summary>
    internal static AtariCartridge Of(Game game, ReadOnlyMemory<byte> rom) => new(rom, null, game);
}
