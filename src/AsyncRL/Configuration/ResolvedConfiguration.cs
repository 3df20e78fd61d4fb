using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AsyncRL;

/// <summary>The options of a run with where each value came from: what <c>config.json</c> holds.</summary>
/// <param name="Algorithm">Name of the algorithm.</param>
/// <param name="EnvironmentId">Id of the environment.</param>
/// <param name="Options">The options.</param>
/// <param name="Sources">The source of every key.</param>
public sealed record ResolvedConfiguration(
    string Algorithm, string EnvironmentId, TrainingOptions Options, IReadOnlyDictionary<string, string> Sources)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Lays sources over the code's defaults, later ones winning.</summary>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="environmentId">Id of the environment.</param>
    /// <param name="layers">The sources.</param>
    /// <returns>The configuration, validated.</returns>
    /// <exception cref="OptionException">A key is unknown or a value does not fit; the message names the source.</exception>
    public static ResolvedConfiguration Resolve(string algorithm, string environmentId, IEnumerable<OptionLayer> layers)
    {
        var options = new TrainingOptions();
        Dictionary<string, string> sources = OptionCatalog.All.ToDictionary(e => e.Key, _ => "default");
        foreach (OptionLayer layer in layers)
        {
            foreach ((string key, string value) in layer.Values)
            {
                try
                {
                    options = OptionCatalog.Find(key).With(options, value);
                }
                catch (OptionException e)
                {
                    throw new OptionException($"{e.Message.TrimEnd('.')} (from {layer.Source}).");
                }

                sources[key] = layer.Source;
            }
        }

        options.Validate();
        return new ResolvedConfiguration(algorithm, environmentId, options, sources);
    }

    /// <summary>A configuration for options that were made in code.</summary>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="environmentId">Name of the environment.</param>
    /// <param name="options">The options.</param>
    /// <returns>The configuration.</returns>
    public static ResolvedConfiguration FromCode(string algorithm, string environmentId, TrainingOptions options)
    {
        var defaults = new TrainingOptions();
        return new ResolvedConfiguration(algorithm, environmentId, options, OptionCatalog.All.ToDictionary(
            e => e.Key, e => e.Format(options) == e.Format(defaults) ? "default" : "code"));
    }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <param name="json">Its text.</param>
    /// <returns>The configuration, equal to the one that was written.</returns>
    /// <exception cref="FormatException">The text is damaged.</exception>
    public static ResolvedConfiguration FromJson(string json)
    {
        try
        {
            JsonNode root = JsonNode.Parse(json)!;
            var layers = root["options"]!.AsObject().Select(o => new OptionLayer(
                Text(o.Value!, "source"), [(o.Key, Text(o.Value!, "value"))]));
            return Resolve(Text(root, "algorithm"), Text(root, "environment"), layers);
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or OptionException)
        {
            throw new FormatException($"config.json cannot be read: {e.Message}", e);
        }
    }

    private static string Text(JsonNode root, string name) => (string?)root[name] ?? throw new JsonException($"it has no '{name}'.");

    /// <summary>The text of <c>config.json</c>.</summary>
    /// <returns>JSON.</returns>
    public string ToJson()
    {
        var options = new JsonObject();
        foreach (OptionEntry entry in OptionCatalog.All)
        {
            options[entry.Key] = new JsonObject { ["value"] = entry.Format(Options), ["source"] = Sources[entry.Key] };
        }

        return new JsonObject
        {
            ["algorithm"] = Algorithm,
            ["environment"] = EnvironmentId,
            ["version"] = ProductVersion.Current,
            ["options"] = options,
        }.ToJsonString(Indented);
    }
}
