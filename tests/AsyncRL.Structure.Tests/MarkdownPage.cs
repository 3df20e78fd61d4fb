using System.Text.RegularExpressions;

namespace AsyncRL.Structure.Tests;

/// <summary>A page of the documentation: a Markdown file of the repository.</summary>
internal sealed partial class MarkdownPage
{
    private readonly List<string> prose = [];

    /// <summary>Reads a page.</summary>
    /// <param name="path">Its path, from the repository's root, with '/'.</param>
    public MarkdownPage(string path) : this(path, File.ReadAllText(System.IO.Path.Combine(Repository.Root, path)))
    {
    }

    /// <summary>Makes a page of a text.</summary>
    /// <param name="path">Its path, from the repository's root, with '/'.</param>
    /// <param name="text">What it says.</param>
    public MarkdownPage(string path, string text)
    {
        Path = path;
        List<string>? block = null;
        foreach (string line in text.Split('\n'))
        {
            bool fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (block is null && fence)
            {
                block = [line.Trim()[3..]];
            }
            else if (block is not null && fence)
            {
                Blocks.Add((block[0], string.Join('\n', block.Skip(1))));
                block = null;
            }
            else
            {
                (block ?? prose).Add(line);
            }
        }
    }

    /// <summary>Where it lies, from the repository's root.</summary>
    public string Path { get; }

    /// <summary>The fenced blocks: the word behind the fence, and the lines between.</summary>
    public List<(string Language, string Text)> Blocks { get; } = [];

    /// <summary>Whether the program wrote it: the report of a study.</summary>
    public bool IsReport => Path.EndsWith("/report.md", StringComparison.Ordinal);

    /// <summary>Every page of the repository.</summary>
    /// <returns>The pages.</returns>
    public static IEnumerable<MarkdownPage> All() =>
        Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.TopDirectoryOnly)
            .Concat(Folders.SelectMany(
                f => Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, f), "*.md", SearchOption.AllDirectories)))
            .Select(f => System.IO.Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal).Select(f => new MarkdownPage(f));

    /// <summary>Lines outside of tables, headings and blocks that are longer than allowed and could be broken.</summary>
    /// <param name="most">Characters of a line.</param>
    /// <returns>The lines.</returns>
    public IEnumerable<string> LongLines(int most) =>
        prose.Where(l => l.Length > most && !l.StartsWith('|') && !l.StartsWith('#') && l.TrimStart().Contains(' '));

    /// <summary>Links within the repository that lead nowhere.</summary>
    /// <returns>What each one names.</returns>
    public IEnumerable<string> BrokenLinks()
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.Combine(Repository.Root, Path))!;
        foreach (Match link in Link().Matches(Code().Replace(string.Join('\n', prose), "code")))
        {
            string target = link.Groups["target"].Value;
            if (target.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            string[] parts = target.Split('#', 2);
            string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, parts[0]));
            bool found = (parts[0].Length == 0 || File.Exists(path) || (parts.Length == 1 && Directory.Exists(path)))
                && (parts.Length == 1 || (parts[0].Length == 0 ? this : new MarkdownPage(path)).Anchors().Contains(parts[1]));
            if (!found)
            {
                yield return target;
            }
        }
    }

    private static readonly string[] Folders = ["benchmarks", "docs", "examples", "src", "tests"];

    // As GitHub makes them: lower case, spaces to hyphens, without punctuation.
    private IEnumerable<string> Anchors() => prose.Where(l => l.StartsWith('#')).Select(l => new string(
        [.. l.TrimStart('#').Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')
            .Select(c => c == ' ' ? '-' : c)]));

    [GeneratedRegex(@"\]\(\s*(?<target>[^)\s]+)\s*\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();
}
