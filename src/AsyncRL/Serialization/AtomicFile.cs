namespace AsyncRL.Serialization;

/// <summary>
/// Files that appear whole or not at all: written under a temporary name next to the target,
/// flushed to the disk, then renamed over it.
/// </summary>
public static class AtomicFile
{
    private const string Suffix = ".tmp";

    /// <summary>Writes a file, making its folder if need be.</summary>
    /// <param name="path">The target; replaced if it exists.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = path + Suffix;
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            // A full disk is the usual cause: give the half-written bytes back.
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a text file.</summary>
    /// <param name="path">The target; replaced if it exists.</param>
    /// <param name="text">The content.</param>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// Deletes what writers that were killed left behind. Only the process that writes to the folder may call it.
    /// </summary>
    /// <param name="folder">The folder.</param>
    public static void DeleteLeftovers(string folder)
    {
        foreach (string leftover in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*" + Suffix) : [])
        {
            File.Delete(leftover);
        }
    }
}
