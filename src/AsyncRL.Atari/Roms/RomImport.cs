using AsyncRL.Atari.Games;

namespace AsyncRL.Atari.Roms;

/// <summary>Copies ROMs to where they are found without being asked for.</summary>
public static class RomImport
{
    /// <summary>The folder that ROMs are copied to.</summary>
    public static string Folder => RomSearch.ImportFolder;

    /// <summary>Copies the ROMs of all games that are known by their contents, under their games' names.</summary>
    /// <param name="source">The folder with the ROMs, those in its own folders too.</param>
    /// <returns>Names of the games that were found.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<string> From(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!Directory.Exists(source))
        {
            throw new DirectoryNotFoundException($"There is no folder '{source}'; name the one that holds your ROMs.");
        }

        var found = new SortedSet<string>(StringComparer.Ordinal);
        Directory.CreateDirectory(Folder);
        foreach (string folder in (string[])[source, .. Directory.EnumerateDirectories(source, "*", SearchOption.AllDirectories)])
        {
            foreach ((string md5, string path) in RomFolder.Of(folder)!.Paths)
            {
                if (GameCatalog.ByMd5(md5) is { } game && found.Add(game.Id))
                {
                    bool isPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
                    File.Copy(path, Path.Combine(Folder, game.Id + (isPacked ? ".bin.gz" : ".bin")), overwrite: true);
                }
            }
        }

        return [.. found];
    }
}
