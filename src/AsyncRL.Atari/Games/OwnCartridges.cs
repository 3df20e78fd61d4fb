using System.Reflection;

namespace AsyncRL.Atari.Games;

/// <summary>The cartridges of the project's own games, which are part of this assembly.</summary>
internal static class OwnCartridges
{
    /// <summary>The contents of the cartridge of a game of <see cref="GameCatalog.Own"/>.</summary>
    /// <exception cref="ArgumentException">There is no own game of this name.</exception>
    public static byte[] Read(string id)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(id + ".bin")
            ?? throw new ArgumentException(
                $"There is no own game {id}; there are {string.Join(", ", GameCatalog.Own.Select(game => game.Id))}.",
                nameof(id));
        byte[] contents = new byte[stream.Length];
        stream.ReadExactly(contents);
        return contents;
    }
}
