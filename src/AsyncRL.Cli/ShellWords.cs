namespace AsyncRL.Cli;

/// <summary>Command lines as a POSIX shell reads them.</summary>
internal static class ShellWords
{
    private const string Plain = "_@%+=:,./-";

    /// <summary>Joins words so that a shell takes them apart again as they are.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
