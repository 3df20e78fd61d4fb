using AsyncRL.Atari.Games;

namespace AsyncRL.Atari.Roms;

/// <summary>Copies ROMs to where they are found without being asked for.</summary>
public static class RomImport
{
    // Links are not followed: they may lead round in circles.
    private static readonly EnumerationOptions AllBelow = new()
    {
        RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>The folder that ROMs are copied to.</summary>
    public static string Folder => RomSearch.ImportFolder;

    /// <summary>Copies the ROMs of all games that are known by their contents, unpacked, under their games' names.</summary>
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
        foreach (string folder in (string[])[source, .. Directory.EnumerateDirectories(source, "*", AllBelow)])
        {
            foreach ((string md5, string path) in RomFolder.Of(folder)?.Paths ?? new Dictionary<string, string>())
            {
                if (GameCatalog.ByMd5(md5) is { } game && found.Add(game.Id))
                {
                    Copy(md5, path, Path.Combine(Folder, game.Id + ".bin"));
                }
            }
        }

        return [.. found];
    }

    private static void Copy(string md5, string from, string to)
    {
        if (RomFile.TryMd5(to) != md5)
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllBytes(to, RomFile.Read(from));
        }
    }
}
