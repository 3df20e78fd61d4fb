using System.Text.Json;
using AsyncRL.Environments;

namespace AsyncRL.Native;

/// <summary>What a batch of environments is to be.</summary>
/// <param name="Id">The environments' id.</param>
/// <param name="Options">Their options.</param>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Autoreset">When they begin new episodes.</param>
internal sealed record BatchRequest(
    string Id, EnvironmentOptions Options, int Count = 1, Autoreset Autoreset = Autoreset.NextStep)
{
    /// <summary>
    /// Reads <c>{"id": "TMaze-v0", "options": {"corridor_length": "20"}, "count": 64, "autoreset": "next_step"}</c>; all but the
    /// id may be missing.
    /// </summary>
    /// <param name="json">The text.</param>
    /// <exception cref="ArgumentException">It has another form.</exception>
    public static BatchRequest Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return new BatchRequest(
                root.GetProperty("id").GetString() ?? throw new FormatException("the id is null"),
                root.TryGetProperty("options", out JsonElement options) ? ReadOptions(options) : EnvironmentOptions.None,
                root.TryGetProperty("count", out JsonElement count) ? count.GetInt32() : 1,
                root.TryGetProperty("autoreset", out JsonElement mode) ? ReadMode(mode.GetString()) : Autoreset.NextStep);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ArgumentException(
                $"'{json}' asks for no environments ({e.Message.TrimEnd('.')}); write an object with an id, and if wanted " +
                "options (an object of texts), count and autoreset.", nameof(json));
        }
    }

    private static EnvironmentOptions ReadOptions(JsonElement json) =>
        new([.. json.EnumerateObject().Select(o => (o.Name, (object?)o.Value.GetString()))]);

    private static Autoreset ReadMode(string? name) => name switch
    {
        "next_step" => Autoreset.NextStep,
        "same_step" => Autoreset.SameStep,
        "disabled" => Autoreset.Disabled,
        _ => throw new FormatException($"autoreset is '{name}', but must be next_step, same_step or disabled"),
    };
}
