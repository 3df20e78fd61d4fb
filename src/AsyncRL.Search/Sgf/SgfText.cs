using System.Text;

namespace AsyncRL.Search.Sgf;

/// <summary>Game records as text: SGF, file format 4.</summary>
public static class SgfText
{
    // Records of hundreds of moves are one level deep; a file that is deeper than this was not written by a game.
    private const int DeepestVariation = 500;

    /// <summary>Reads the games of a file.</summary>
    /// <param name="text">The file's text.</param>
    /// <returns>The games' first nodes, at least one.</returns>
    /// <exception cref="SgfException">It is no game record.</exception>
    public static IReadOnlyList<SgfNode> Read(string text)
    {
        var games = new List<SgfNode>();
        int at = Begin(text);
        while (at < text.Length && text[at] == '(')
        {
            games.Add(ReadTree(text, ref at, 0));
            SkipSpace(text, ref at);
        }

        return games;
    }

    /// <summary>Reads the first game of a file, whatever comes behind it.</summary>
    /// <param name="text">The file's text.</param>
    /// <exception cref="SgfException">It is no game record.</exception>
    internal static SgfNode ReadFirst(string text)
    {
        int at = Begin(text);
        return ReadTree(text, ref at, 0);
    }

    /// <summary>Writes a game.</summary>
    /// <param name="game">Its first node.</param>
    /// <returns>The text, which ends with a line break.</returns>
    public static string Write(SgfNode game)
    {
        ArgumentNullException.ThrowIfNull(game);
        var text = new StringBuilder();
        WriteTree(game, text);
        return text.Append('\n').ToString();
    }

    // Behind whatever a mail has put before it, brackets and all.
    private static int Begin(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = text.IndexOf('(', StringComparison.Ordinal);
        while (at >= 0)
        {
            int next = at + 1;
            SkipSpace(text, ref next);
            if (next < text.Length && text[next] == ';')
            {
                return at;
            }

            at = text.IndexOf('(', at + 1);
        }

        throw new SgfException("No game record was found: it begins with '(;'.");
    }

    private static SgfNode ReadTree(string text, ref int at, int depth)
    {
        if (depth > DeepestVariation)
        {
            throw Broken(text, at, $"variations are nested deeper than {DeepestVariation}");
        }

        at++;
        SkipSpace(text, ref at);
        SgfNode? first = null, last = null;
        while (at < text.Length && text[at] == ';')
        {
            at++;
            SgfNode node = ReadNode(text, ref at);
            last?.Children.Add(node);
            first ??= node;
            last = node;
            SkipSpace(text, ref at);
        }

        if (first is null)
        {
            throw Broken(text, at, "a node, which begins with ';', was expected");
        }

        while (at < text.Length && text[at] == '(')
        {
            last!.Children.Add(ReadTree(text, ref at, depth + 1));
            SkipSpace(text, ref at);
        }

        if (at >= text.Length || text[at] != ')')
        {
            throw Broken(text, at, "')' was expected");
        }

        at++;
        return first;
    }

    private static SgfNode ReadNode(string text, ref int at)
    {
        var node = new SgfNode();
        while (true)
        {
            SkipSpace(text, ref at);
            int start = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
            {
                at++;
            }

            if (at == start)
            {
                return node;
            }

            // Old files write names with small letters between, which do not count.
            string name = string.Concat(text[start..at].Where(char.IsAsciiLetterUpper));
            SkipSpace(text, ref at);
            if (at >= text.Length || text[at] != '[')
            {
                throw Broken(text, at, $"a value in brackets was expected after {text[start..at].Trim()}");
            }

            while (at < text.Length && text[at] == '[')
            {
                node.Add(name, ReadValue(text, ref at));
                SkipSpace(text, ref at);
            }
        }
    }

    private static string ReadValue(string text, ref int at)
    {
        int start = at++;
        var value = new StringBuilder();
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (c == ']')
            {
                at++;
                return value.ToString();
            }

            if (c != '\\')
            {
                value.Append(c);
            }
            else if (++at < text.Length && text[at] is not ('\n' or '\r'))
            {
                value.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n')
            {
                at++;   // an escaped line break is none
            }
        }

        throw Broken(text, start, "the value that begins there does not end with ']'");
    }

    // A line of moves is written without brackets; only where it parts are there variations.
    private static void WriteTree(SgfNode node, StringBuilder text)
    {
        text.Append('(');
        SgfNode? next = node;
        while (next is not null)
        {
            text.Append(';');
            foreach ((string name, IReadOnlyList<string> values) in next.Properties)
            {
                text.Append(name);
                foreach (string value in values)
                {
                    text.Append('[').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal)
                        .Replace("]", "\\]", StringComparison.Ordinal)).Append(']');
                }
            }

            if (next.Children.Count > 1)
            {
                foreach (SgfNode child in next.Children)
                {
                    WriteTree(child, text);
                }
            }

            next = next.Children.Count == 1 ? next.Children[0] : null;
        }

        text.Append(')');
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private static SgfException Broken(string text, int at, string what)
    {
        int line = 1 + text.AsSpan(0, Math.Min(at, text.Length)).Count('\n');
        string where = at >= text.Length ? "at the end" : $"in line {line}, at '{text[at]}'";
        return new SgfException($"The game record is broken {where}: {what}.");
    }
}
