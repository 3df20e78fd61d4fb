using System.Globalization;
using AsyncRL.Serialization;

namespace AsyncRL.Metrics;

/// <summary>Cuts text files back to a step when a run is resumed.</summary>
internal static class RowFile
{
    /// <summary>
    /// Drops the lines whose step is beyond <paramref name="resumedAt"/>; a last line that was cut by a kill goes too.
    /// </summary>
    /// <returns>Lines that are left, those of the header aside.</returns>
    public static long CutBack(string path, long resumedAt, int headerLines, Func<string, long?> stepOf)
    {
        long kept = 0;
        if (!File.Exists(path))
        {
            return kept;
        }

        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            long number = 0;
            foreach (string line in WholeLines(path))
            {
                bool isHeader = number++ < headerLines;
                if (isHeader || (stepOf(line) is { } step && step <= resumedAt))
                {
                    writer.Write(line);
                    writer.Write('\n');
                    kept += isHeader ? 0 : 1;
                }
            }
        });
        return kept;
    }

    public static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    public static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // What follows the last line feed was being written when the process was killed; cut in a number it would still look like
    // one.
    private static IEnumerable<string> WholeLines(string path)
    {
        string? held = null;
        foreach (string line in File.ReadLines(path))
        {
            if (held is not null)
            {
                yield return held;
            }

            held = line;
        }

        if (held is not null && EndsWithLineFeed(path))
        {
            yield return held;
        }
    }

    private static bool EndsWithLineFeed(string path)
    {
        using FileStream stream = File.OpenRead(path);
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }
}
