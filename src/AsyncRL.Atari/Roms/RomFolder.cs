using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;

namespace AsyncRL.Atari.Roms;

/// <summary>The ROM files of a folder, by the MD5 of what they hold. Safe for use by several threads.</summary>
internal sealed class RomFolder
{
    private const long LargestFile = 1 << 19;

    private static readonly ConcurrentDictionary<string, RomFolder> Read = new();
    private static readonly string[] Endings = [".bin", ".a26", ".rom", ".gz"];

    private readonly Dictionary<string, string> paths = [];
    private readonly DateTime written;

    private RomFolder(string path, DateTime written)
    {
        this.written = written;
        foreach (string file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal))
        {
            if (Endings.Contains(Path.GetExtension(file).ToLowerInvariant()) && new FileInfo(file).Length <= LargestFile
                && TryMd5(file) is { } md5)
            {
                paths.TryAdd(md5, file);
            }
        }
    }

    /// <summary>Paths of the files by MD5.</summary>
    public IReadOnlyDictionary<string, string> Paths => paths;

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

    /// <summary>The file that is named as a game is, whatever it holds; null where there is none.</summary>
    public static string? Named(string folder, string game)
    {
        IEnumerable<string> names = Endings[..^1].SelectMany(e => new[] { game + e, game + e + ".gz" });
        return names.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
    }

    /// <summary>The MD5 of a ROM, unpacked, in lower-case hexadecimal digits; null where the file cannot be read.</summary>
    public static string? TryMd5(string file)
    {
        try
        {
            using FileStream packed = File.OpenRead(file);
            bool isPacked = packed.ReadByte() == 0x1F && packed.ReadByte() == 0x8B;
            packed.Position = 0;
            using Stream rom = isPacked ? new GZipStream(packed, CompressionMode.Decompress) : packed;

            // CA5351: MD5 names editions of ROMs here, it protects nothing.
#pragma warning disable CA5351
            return Convert.ToHexStringLower(MD5.HashData(rom));
#pragma warning restore CA5351
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }
}
