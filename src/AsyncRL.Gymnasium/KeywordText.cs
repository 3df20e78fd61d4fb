using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AsyncRL.Gymnasium;

/// <summary>Keyword arguments as they are written on a command line, and as what they mean in Python.</summary>
internal static class KeywordText
{
    /// <summary>
    /// What a text means: a whole or real number, true or false, none, JSON where it begins as a list, a map or a quoted text,
    /// and otherwise the text itself.
    /// </summary>
    /// <param name="key">Whose value it is, for the error.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">It begins as JSON and is none.</exception>
    public static JsonNode? Parse(string key, string text)
    {
        text = text.Trim();
        if (text.Length > 0 && text[0] is '{' or '[' or '"')
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException e)
            {
                throw new ArgumentException($"{key}={text} begins like JSON but is none: {e.Message}");
            }
        }

        return text switch
        {
            "none" or "None" or "null" => null,
            "true" or "True" => JsonValue.Create(true),
            "false" or "False" => JsonValue.Create(false),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) =>
                JsonValue.Create(whole),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
                && double.IsFinite(real) => JsonValue.Create(real),
            _ => JsonValue.Create(text),
        };
    }
}
