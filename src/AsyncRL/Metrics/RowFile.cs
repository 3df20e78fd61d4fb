using System.Globalization;
using AsyncRL.Serialization;

namespace AsyncRL.Metrics;

/// <summary>Cuts text files back to a step when a run is resumed.</summary>
internal static class RowFile
{
    /// <summary>
    /// Drops the lines whose step is beyond <paramref name="resumedAt"/>; a last line that was cut by a kill goes too.
    /// </summary>
    public static void CutBack(string path, long resumedAt, int headerLines, Func<string, long?> stepOf)
    {
        if (!File.Exists(path))
        {
            return;
        }

        // What follows the last line feed was being written when the process was killed; cut in a
        // number it would still look like one.
        string[] lines = File.ReadAllText(path).Split('\n')[..^1];
        IEnumerable<string> kept = lines.Take(headerLines)
            .Concat(lines.Skip(headerLines).Where(l => stepOf(l) is { } step && step <= resumedAt));
        AtomicFile.WriteText(path, string.Concat(kept.Select(l => l + "\n")));
    }

    public static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    public static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
