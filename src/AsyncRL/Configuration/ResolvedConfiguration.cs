using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Algorithms;
using AsyncRL.Environments;

namespace AsyncRL;

/// <summary>The options of a run with where each value came from: what <c>config.json</c> holds.</summary>
/// <param name="Algorithm">Name of the algorithm.</param>
/// <param name="EnvironmentId">Id of the environment.</param>
/// <param name="Options">The options.</param>
/// <param name="Sources">The source of every key.</param>
public sealed record ResolvedConfiguration(
    string Algorithm, string EnvironmentId, TrainingOptions Options, IReadOnlyDictionary<string, string> Sources)
{
    private const string EnvironmentSection = "environment_options", TasksSection = "tasks";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The tasks that are trained together, in their order; empty for a training of one environment.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>Why the algorithm was chosen; null where it was named.</summary>
    public string? AlgorithmReason { get; init; }

    /// <summary>The environment's own options that differ from its defaults.</summary>
    public EnvironmentOptions EnvironmentOptions { get; init; } = EnvironmentOptions.None;

    /// <summary>The source of every key of <see cref="EnvironmentOptions"/>.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentSources { get; init; } = new Dictionary<string, string>();

    /// <summary>What was chosen and why, a line each: "network.conv=32x3/1 (auto: grid of 10 x 10 x 3)".</summary>
    public IReadOnlyList<string> Choices =>
    [
        .. AlgorithmReason is null ? Array.Empty<string>() : [$"{Algorithm} ({AlgorithmReason})"],
        .. Tasks.Count < 2 ? Array.Empty<string>() : [PresetsOfTasks()],
        .. AlgorithmCatalog.OptionsOf(Algorithm).Read
            .Where(e => Sources[e.Key].StartsWith(AutomaticOptions.Source, StringComparison.Ordinal))
            .GroupBy(e => Sources[e.Key])
            .Select(g => $"{string.Join(", ", g.Select(Assigned))} ({g.Key})"),
    ];

    // Which presets several tasks have in common is not to be seen from their ids.
    private string PresetsOfTasks()
    {
        HashSet<string> used = [.. Sources.Values];
        string[] sections =
        [
            .. PresetCatalog.List().Where(p => p.Algorithm == Algorithm && used.Contains(p.Layer.Source)).Select(p => p.Section),
        ];
        return $"presets for all {Tasks.Count} tasks: {(sections.Length == 0 ? "none" : string.Join(", ", sections))}";
    }

    private string Assigned(OptionEntry entry) =>
        $"{entry.Key}={entry.Format(Options) switch { "" => "[]", var value => value }}";

    /// <summary>Lays sources over the code's defaults, later ones winning.</summary>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="environmentId">Id of the environment.</param>
    /// <param name="layers">The sources.</param>
    /// <returns>The configuration, validated.</returns>
    /// <exception cref="OptionException">A key is unknown or a value does not fit; the message names the source.</exception>
    public static ResolvedConfiguration Resolve(string algorithm, string environmentId, IEnumerable<OptionLayer> layers) =>
        Resolve(algorithm, [environmentId], layers);

    /// <summary>The same for several tasks that are trained together.</summary>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="ids">The ids of the tasks' environments; one is a training of one environment.</param>
    /// <param name="layers">The sources.</param>
    /// <returns>The configuration, validated.</returns>
    /// <exception cref="OptionException">A key is unknown or a value does not fit; the message names the source.</exception>
    public static ResolvedConfiguration Resolve(
        string algorithm, IReadOnlyList<string> ids, IEnumerable<OptionLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Resolve(algorithm, NameOf(ids), layers, layer => CheckedEnvironment(ids, layer)) with
        {
            Tasks = ids.Count == 1 ? [] : [.. ids],
        };
    }

    private static ResolvedConfiguration Resolve(
        string algorithm, string environmentId, IEnumerable<OptionLayer> layers,
        Func<OptionLayer, EnvironmentOptions> environmentOf)
    {
        var options = new TrainingOptions();
        var environment = EnvironmentOptions.None;
        var environmentSources = new Dictionary<string, string>();
        OptionSet known = AlgorithmCatalog.OptionsOf(algorithm);
        Dictionary<string, string> sources = known.Read.ToDictionary(e => e.Key, _ => "default");
        foreach (OptionLayer layer in layers)
        {
            foreach ((string key, string value) in layer.Values)
            {
                OptionEntry entry;
                try
                {
                    entry = known.Find(key);
                    options = entry.With(options, value);
                }
                catch (OptionException e)
                {
                    throw new OptionException($"{e.Message.TrimEnd('.')} (from {layer.Source}).");
                }

                sources[entry.Key] = layer.Source;
            }

            EnvironmentOptions further = environmentOf(layer);
            environment = environment.With(further);
            foreach ((string key, _) in further.Values)
            {
                environmentSources[key] = layer.Source;
            }
        }

        options.Validate();
        return new ResolvedConfiguration(algorithm, environmentId, options, sources)
        {
            EnvironmentOptions = environment,
            EnvironmentSources = environmentSources,
        };
    }

    /// <summary>
    /// The configuration for an environment: the program's own layers, then those given, and whatever is still open chosen from
    /// the environment. An environment that no preset names starts from the layers of its kind, and its scales from a first look.
    /// </summary>
    /// <param name="algorithm">Name of the algorithm, or "auto" to have one chosen.</param>
    /// <param name="environmentId">Id of the environment.</param>
    /// <param name="preset">A named preset, "none" for that of no environment, or null for the environment's.</param>
    /// <param name="given">The layers given, later ones winning; they are given the chosen algorithm's name.</param>
    /// <param name="preview">The environment.</param>
    /// <returns>The configuration, validated, with nothing left open.</returns>
    /// <exception cref="OptionException">A key is unknown or a value does not fit; the message names the source.</exception>
    public static ResolvedConfiguration For(
        string algorithm, string environmentId, string? preset, Func<string, IEnumerable<OptionLayer>> given,
        EnvironmentPreview preview)
    {
        return For(algorithm, [environmentId], preset, given, preview);
    }

    /// <summary>
    /// The same for several tasks that are trained together: the layers are those that hold for all of them, and each of an
    /// actor's environments is one task's, as many for each.
    /// </summary>
    /// <param name="algorithm">Name of the algorithm, or "auto" to have one chosen.</param>
    /// <param name="ids">The ids of the tasks' environments; one is a training of one environment.</param>
    /// <param name="preset">A named preset, "none" for that of no environment, or null for that of the tasks.</param>
    /// <param name="given">The layers given, later ones winning; they are given the chosen algorithm's name.</param>
    /// <param name="preview">The tasks.</param>
    /// <returns>The configuration, validated, with nothing left open.</returns>
    /// <exception cref="OptionException">A key is unknown or a value does not fit; the message names the source.</exception>
    public static ResolvedConfiguration For(
        string algorithm, IReadOnlyList<string> ids, string? preset, Func<string, IEnumerable<OptionLayer>> given,
        EnvironmentPreview preview)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(preview);
        AutomaticAlgorithm? chosen = algorithm == AutomaticAlgorithm.Auto ? AutomaticAlgorithm.For(preview) : null;
        string name = chosen?.Name ?? algorithm;
        bool isSettled = preset is not (null or PresetCatalog.NoPreset)
            || (preset is null && PresetCatalog.Knows(name, ids));
        List<OptionLayer> layers = [.. PresetCatalog.For(name, ids, preset)];
        if (!isSettled)
        {
            layers.AddRange(PresetCatalog.ForKinds(name, AutomaticOptions.KindsOf(preview)));
        }

        ResolvedConfiguration resolved;
        try
        {
            layers.AddRange(given(name));
            resolved = Resolve(name, ids, layers);
        }
        catch (OptionException e) when (chosen is not null)
        {
            throw new OptionException($"{e.Message} (auto chose {name}: {chosen.Reason}.)");
        }

        return AutomaticOptions.Complete(resolved, preview, looks: !isSettled) with
        {
            AlgorithmReason = chosen is null ? null : $"auto: {chosen.Reason}",
        };
    }

    /// <summary>What environments that are trained together are called: their ids, joined by plus signs.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>The name; of one environment its id.</returns>
    public static string NameOf(IReadOnlyList<string> ids) => string.Join('+', ids);

    /// <summary>The options of an environment itself that layers hold, later ones winning.</summary>
    /// <param name="environmentId">Id of the environment.</param>
    /// <param name="layers">The layers.</param>
    /// <returns>The options, checked.</returns>
    /// <exception cref="OptionException">The environment has no such option, or a value does not fit.</exception>
    public static EnvironmentOptions EnvironmentOptionsOf(string environmentId, IEnumerable<OptionLayer> layers) =>
        EnvironmentOptionsOf([environmentId], layers);

    /// <summary>The options that layers hold for the environments of several tasks, which all get the same.</summary>
    /// <param name="ids">Ids of the environments.</param>
    /// <param name="layers">The layers.</param>
    /// <returns>The options, checked for each.</returns>
    /// <exception cref="OptionException">An environment has no such option, or a value does not fit.</exception>
    public static EnvironmentOptions EnvironmentOptionsOf(IReadOnlyList<string> ids, IEnumerable<OptionLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return layers.Aggregate(
            EnvironmentOptions.None, (options, layer) => options.With(CheckedEnvironment(ids, layer)));
    }

    /// <summary>A configuration for options that were made in code.</summary>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="environmentId">Name of the environment.</param>
    /// <param name="options">The options.</param>
    /// <returns>The configuration.</returns>
    public static ResolvedConfiguration FromCode(string algorithm, string environmentId, TrainingOptions options)
    {
        var defaults = new TrainingOptions();
        return new ResolvedConfiguration(
            algorithm, environmentId, options, AlgorithmCatalog.OptionsOf(algorithm).Read.ToDictionary(
                e => e.Key, e => e.Format(options) == e.Format(defaults) ? "default" : "code"));
    }

    /// <summary>The options that were set in code, be it to their defaults, as a layer.</summary>
    /// <param name="algorithm">Name of the algorithm, which must read them.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="OptionException">The algorithm does not read one of them.</exception>
    internal static OptionLayer LayerOf(string algorithm, TrainingOptions options)
    {
        OptionSet known = AlgorithmCatalog.OptionsOf(algorithm);
        known.RefuseUnread(options);
        return new OptionLayer("code", [.. known.Read.Where(e => e.IsGiven(options)).Select(e => (e.Key, e.Format(options)))]);
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

            string algorithm = Text(root, "algorithm");
            IEnumerable<OptionLayer> layers = root["options"]!.AsObject().Where(o => !IsPassedOver(algorithm, o.Key)).Select(
                o => new OptionLayer(Text(o.Value!, "source"), [(o.Key, Text(o.Value!, "value"))]));
            IEnumerable<OptionLayer> environment = (root[EnvironmentSection] as JsonObject ?? []).Select(o => new OptionLayer(
                Text(o.Value!, "source"), []) { EnvironmentValues = [(o.Key, Text(o.Value!, "value"))] });

            // A run can be read where its environment is not known, as for a plot: the options are checked when it is made.
            if (root["options"]!["rescale_actions"] is null && AlgorithmCatalog.OptionsOf(algorithm).IsRead("rescale_actions"))
            {
                layers = layers.Append(new OptionLayer("an earlier version", [("rescale_actions", "false")]));
            }

            return Resolve(algorithm, Text(root, "environment"), layers.Concat(environment), GivenEnvironment) with
            {
                Tasks = [.. (root[TasksSection] as JsonArray ?? []).Select(t => (string)t!)],
                AlgorithmReason = (string?)root["algorithm_source"],
            };
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or OptionException)
        {
            throw new FormatException($"config.json cannot be read: {e.Message}", e);
        }
    }

    // Earlier versions wrote the options of all algorithms. Where the algorithm's assembly is not loaded, its own options are
    // unknown.
    private static bool IsPassedOver(string algorithm, string key)
    {
        OptionSet known = AlgorithmCatalog.OptionsOf(algorithm);
        key = OptionCatalog.CurrentKey(key);
        return known.All.Any(e => e.Key == key) ? !known.IsRead(key) : AlgorithmCatalog.All.All(a => a.Name != algorithm);
    }

    private static EnvironmentOptions GivenEnvironment(OptionLayer layer) =>
        new([.. layer.EnvironmentValues.Select(v => (v.Key, (object?)v.Value))]);

    // Of several tasks: the options whose values differ from the defaults of any.
    private static EnvironmentOptions CheckedEnvironment(IReadOnlyList<string> ids, OptionLayer layer)
    {
        EnvironmentOptions given = GivenEnvironment(layer);
        if (given.Count == 0)
        {
            return given;
        }

        try
        {
            return ids.Aggregate(
                EnvironmentOptions.None, (options, id) => options.With(EnvironmentRegistry.Default.Find(id).Check(given)));
        }
        catch (EnvironmentOptionException e)
        {
            throw new OptionException($"{e.Message.TrimEnd('.')} (from {layer.Source}).");
        }
    }

    private static string Text(JsonNode root, string name) =>
        (string?)root[name] ?? throw new JsonException($"it has no '{name}'.");

    /// <summary>The text of <c>config.json</c>.</summary>
    /// <returns>JSON.</returns>
    public string ToJson()
    {
        var options = new JsonObject();
        foreach (OptionEntry entry in AlgorithmCatalog.OptionsOf(Algorithm).Read)
        {
            options[entry.Key] = new JsonObject { ["value"] = entry.Format(Options), ["source"] = Sources[entry.Key] };
        }

        var environment = new JsonObject();
        foreach ((string key, string value) in EnvironmentOptions.Values)
        {
            environment[key] = new JsonObject { ["value"] = value, ["source"] = EnvironmentSources[key] };
        }

        var root = new JsonObject { ["algorithm"] = Algorithm };
        if (AlgorithmReason is not null)
        {
            root["algorithm_source"] = AlgorithmReason;
        }

        root["environment"] = EnvironmentId;
        if (Tasks.Count > 0)
        {
            root[TasksSection] = new JsonArray([.. Tasks.Select(t => (JsonNode)t)]);
        }

        root[EnvironmentSection] = environment;
        root["version"] = ProductVersion.Current;
        root["options"] = options;
        return root.ToJsonString(Indented);
    }
}
