using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace AsyncRL.Search.Sgf;

/// <summary>The bytes of a game record's file, whatever they are written in.</summary>
internal static partial class SgfBytes
{
    // Begins a sequence in encodings of seven bits, whose bytes are valid UTF-8 whatever they mean.
    private const byte Escape = 0x1B;

    /// <summary>The text of a file: as UTF-8 where it is that, else as its property CA says, else as Latin-1, which is what the
    /// format takes for granted.</summary>
    /// <param name="bytes">The file's bytes.</param>
    public static string Decode(byte[] bytes)
    {
        Encoding encoding = bytes switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ when Utf8.IsValid(bytes) => (bytes.Contains(Escape) ? NamedIn(bytes) : null) ?? Encoding.UTF8,
            _ => NamedIn(bytes) ?? Encoding.Latin1,
        };
        return encoding.GetString(bytes);
    }

    // Null where there is no name, or none that is known.
    private static Encoding? NamedIn(byte[] bytes)
    {
        Match named = Charset().Match(Encoding.Latin1.GetString(bytes));
        if (!named.Success)
        {
            return null;
        }

        string name = named.Groups["name"].Value;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"(?<![A-Z])CA\s*\[\s*(?<name>[\w:.-]+)\s*\]")]
    private static partial Regex Charset();
}
