using System.IO.Compression;

namespace AsyncRL.Atari.Tests.Support;

/// <summary>The test cartridges, and what the reference made of them.</summary>
internal static class TestData
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Data");

    public static byte[] Rom(string file) => File.ReadAllBytes(Path.Combine(Folder, "roms", file));

    public static string[] Lines(params string[] path)
    {
        using var reader = new StreamReader(Unpacked(path));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static byte[] Bytes(params string[] path)
    {
        using Stream unpacked = Unpacked(path);
        using var memory = new MemoryStream();
        unpacked.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>The names of a folder's files, without their endings.</summary>
    public static IEnumerable<string> Names(string folder, string ending) => Directory
        .EnumerateFiles(Path.Combine(Folder, folder), "*" + ending)
        .Select(file => Path.GetFileName(file)[..^ending.Length])
        .Order(StringComparer.Ordinal);

    private static GZipStream Unpacked(string[] path) =>
        new(File.OpenRead(Path.Combine([Folder, .. path])), CompressionMode.Decompress);
}
