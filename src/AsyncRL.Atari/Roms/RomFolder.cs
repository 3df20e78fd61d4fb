using System.Collections.Concurrent;

namespace AsyncRL.Atari.Roms;

/// <summary>
/// The ROM files of a folder, by the MD5 of what they hold and by their names. Safe for use by several threads.
/// </summary>
internal sealed class RomFolder
{
    private const string Packed = ".gz";

    private static readonly ConcurrentDictionary<string, RomFolder> Read = new();
    private static readonly string[] Endings = [".bin", ".a26", ".rom", Packed];
    private static readonly EnumerationOptions AllThatCanBeSeen = new() { AttributesToSkip = FileAttributes.None };

    private readonly Dictionary<string, string> byMd5 = [];
    private readonly Dictionary<string, string> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly DateTime written;

    private RomFolder(string path, DateTime written)
    {
        this.written = written;
        foreach (string file in Directory.EnumerateFiles(path, "*", AllThatCanBeSeen).Order(StringComparer.Ordinal))
        {
            if (!Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            byName.TryAdd(GameName(file), file);
            if (RomFile.TryMd5(file) is { } md5)
            {
                byMd5.TryAdd(md5, file);
            }
        }
    }

    /// <summary>Paths of the files by MD5.</summary>
    public IReadOnlyDictionary<string, string> Paths => byMd5;

    /// <summary>A folder as it is now.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>Its files; null where there is no such folder.</returns>
    public static RomFolder? Of(string path)
    {
        if (!Directory.Exists(path))
        {
            return null;
        }

        DateTime now = Directory.GetLastWriteTimeUtc(path);
        return Read.TryGetValue(path, out RomFolder? known) && known.written == now
            ? known
            : Read[path] = new RomFolder(path, now);
    }

    /// <summary>The name of the game that a file's name tells: <c>pong</c> of <c>pong.bin.gz</c>.</summary>
    public static string GameName(string file)
    {
        string name = Path.GetFileName(file);
        return Path.GetFileNameWithoutExtension(
            name.EndsWith(Packed, StringComparison.OrdinalIgnoreCase) ? name[..^Packed.Length] : name);
    }

    /// <summary>The file that holds a ROM, also if files were written anew since; null where there is none.</summary>
    public string? Holding(string md5) =>
        byMd5.GetValueOrDefault(md5) is { } path && RomFile.TryMd5(path) == md5 ? path : null;

    /// <summary>The file that is named as a game is, in letters of any case, whatever it holds; or null.</summary>
    public string? Named(string game) =>
        byName.GetValueOrDefault(game) is { } path && File.Exists(path) ? path : null;
}
