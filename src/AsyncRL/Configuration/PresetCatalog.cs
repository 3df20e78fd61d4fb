using System.Globalization;
using System.Text.RegularExpressions;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AsyncRL;

/// <summary>
/// Option values for an algorithm by environment, in YAML: sections <c>default</c>, families such as <c>MinAtar/*</c> or
/// <c>*NoFrameskip-v4</c>, ids, and
/// named presets as <c>preset:paper</c>; an environment that no section names takes those of its kinds, such as
/// <c>kind:images</c>. Several tasks take the sections that hold for all of them, and <c>tasks:MinAtar/*</c> on top. Those of the
/// program are embedded; a user's file may hold the same sections, or plain options for everything. A map named
/// <c>environment</c>, in a section or outside, holds options of the environment itself.
/// </summary>
public static partial class PresetCatalog
{
    /// <summary>The preset of no environment, whatever it is called: what an environment without one is trained with.</summary>
    public const string NoPreset = "none";

    private const string NamedPrefix = "preset:";
    private const string KindPrefix = "kind:";
    private const string TasksPrefix = "tasks:";
    private const string EnvironmentKey = "environment";

    /// <summary>The program's own layers for an algorithm and an environment.</summary>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="environmentId">Id of the environment.</param>
    /// <param name="preset">A named preset that replaces those of the environment, or null.</param>
    /// <returns>Layers, the general ones first.</returns>
    /// <exception cref="OptionException">There is no preset of that name.</exception>
    public static IReadOnlyList<OptionLayer> For(string algorithm, string environmentId, string? preset = null) =>
        For(algorithm, [environmentId], preset);

    /// <summary>The program's own layers for an algorithm and several tasks: the sections that hold for all of them.</summary>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="ids">Ids of the tasks' environments.</param>
    /// <param name="preset">A named preset that replaces those of the environments, or null.</param>
    /// <returns>Layers, the general ones first.</returns>
    /// <exception cref="OptionException">There is no preset of that name.</exception>
    public static IReadOnlyList<OptionLayer> For(string algorithm, IReadOnlyList<string> ids, string? preset = null)
    {
        IReadOnlyList<(string Section, OptionLayer Layer)> sections = Embedded(algorithm);
        if (preset is null or NoPreset)
        {
            return Matching(sections, preset is null ? ids : [string.Empty]);
        }

        string[] names = [.. sections.Where(s => IsNamed(s.Section)).Select(s => s.Section[NamedPrefix.Length..])];
        return names.Contains(preset)
            ? [.. Matching(sections, ids), sections.First(s => s.Section == NamedPrefix + preset).Layer]
            : throw new OptionException(
                $"Unknown preset '{preset}' of " +
                $"{algorithm}{(ClosestMatch.Find(preset, names) is { } closest ? $"; did you mean '{closest}'?" : ".")} Known: " +
                $"{(names.Length == 0 ? "none" : string.Join(", ", names))}.");
    }

    /// <summary>Whether an algorithm has option values for an environment's id or family, or for those of all tasks.</summary>
    internal static bool Knows(string algorithm, IReadOnlyList<string> ids) =>
        Matching(Embedded(algorithm), ids).Count > Matching(Embedded(algorithm), [string.Empty]).Count;

    /// <summary>Layers for environments that no section names, by what they show and take.</summary>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="kinds">Kinds, the general ones first: images, numbers, continuous.</param>
    internal static IEnumerable<OptionLayer> ForKinds(string algorithm, IEnumerable<string> kinds)
    {
        List<(string Section, OptionLayer Layer)> sections = Embedded(algorithm);
        return kinds.SelectMany(kind => sections.Where(s => s.Section == KindPrefix + kind).Select(s => s.Layer));
    }

    /// <summary>All sections of the program's own presets.</summary>
    /// <returns>Algorithm, section and values.</returns>
    public static IEnumerable<(string Algorithm, string Section, OptionLayer Layer)> List() =>
        Algorithms.AlgorithmCatalog.All.SelectMany(a => Embedded(a.Name).Select(s => (a.Name, s.Section, s.Layer)));

    /// <summary>Reads a user's file.</summary>
    /// <param name="path">A YAML file.</param>
    /// <param name="environmentId">Id of the environment, which chooses among sections.</param>
    /// <param name="algorithm">Name of the algorithm, which must read every option; null where some algorithm must.</param>
    /// <returns>Its layers.</returns>
    /// <exception cref="OptionException">The file cannot be read, is no YAML, or holds an unknown key.</exception>
    public static IReadOnlyList<OptionLayer> FromFile(string path, string environmentId, string? algorithm) =>
        FromFile(path, [environmentId], algorithm);

    /// <summary>Reads a user's file for several tasks: of its sections those that hold for all of them.</summary>
    /// <param name="path">A YAML file.</param>
    /// <param name="ids">Ids of the tasks' environments.</param>
    /// <param name="algorithm">Name of the algorithm, which must read every option; null where some algorithm must.</param>
    /// <returns>Its layers.</returns>
    /// <exception cref="OptionException">The file cannot be read, is no YAML, or holds an unknown key.</exception>
    public static IReadOnlyList<OptionLayer> FromFile(string path, IReadOnlyList<string> ids, string? algorithm)
    {
        ArgumentNullException.ThrowIfNull(ids);
        OptionSet known = algorithm is null ? AlgorithmCatalog.OptionsOfAll() : AlgorithmCatalog.OptionsOf(algorithm);
        return Matching(Sections(Read(path), $"file {path}", path, ids, known), ids);
    }

    /// <summary>
    /// What a user's file says of some of several tasks and not of all: one agent learns them, with one set of options, so that
    /// it is left out.
    /// </summary>
    /// <param name="path">A YAML file.</param>
    /// <param name="ids">Ids of the tasks' environments.</param>
    /// <returns>A sentence or two for each section that is left out.</returns>
    /// <exception cref="OptionException">The file cannot be read or is no YAML.</exception>
    public static IReadOnlyList<string> LeftOut(string path, IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return
        [
            .. Read(path).Children.Where(c => c.Value is YamlMappingNode).Select(c => $"{c.Key}")
                .Where(section => ids.Any(id => IsOf(section, id)) && !ids.All(id => IsOf(section, id)))
                .Select(section =>
                    $"{path}: the section '{section}' is left out, because it does not hold for all {ids.Count} tasks. Move " +
                    "what they shall share to one that does, such as 'default'."),
        ];
    }

    private static YamlMappingNode Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"The configuration file '{path}' cannot be read: {e.Message}");
        }
    }

    private static bool IsNamed(string section) => section.StartsWith(NamedPrefix, StringComparison.Ordinal);

    // A version or a namespace tells the id of an environment that is not registered here from a mistyped option.
    private static bool IsSection(string key, IReadOnlyList<string> ids) =>
        key == "default" || ids.Contains(key) || IsNamed(key) || key.StartsWith(KindPrefix, StringComparison.Ordinal)
        || key.StartsWith(TasksPrefix, StringComparison.Ordinal)
        || SectionForm().IsMatch(key)
        || EnvironmentRegistry.Default.All.Any(e => e.Id == key);

    private static IReadOnlyList<OptionLayer> Matching(
        IReadOnlyList<(string Section, OptionLayer Layer)> sections, IReadOnlyList<string> ids)
    {
        IEnumerable<OptionLayer> With(Func<string, bool> matches) => sections.Where(s => matches(s.Section)).Select(s => s.Layer);
        return
        [
            .. With(s => s.Length == 0),
            .. With(s => s == "default"),
            .. With(s => HoldsForFamily(s) && !s.StartsWith('*')),
            .. With(s => HoldsForFamily(s) && s.StartsWith('*')),
            .. With(s => ids.All(id => s != id && s == WithoutFamily(id))).Select(l => l with { EnvironmentValues = [] }),
            .. With(s => ids.All(id => s == id)),
            .. With(s => ids.Count > 1 && s.StartsWith(TasksPrefix, StringComparison.Ordinal)
                && HoldsForFamily(s[TasksPrefix.Length..])),
        ];

        bool HoldsForFamily(string section) => ids.All(id => IsOfFamily(section, id));
    }

    // gym:CartPole-v1 is played by the rules of CartPole-v1: what suits learning the one suits the other, but options of the
    // environment itself are its own.
    private static string WithoutFamily(string id) =>
        EnvironmentRegistry.Default.Families.Any(f => id.StartsWith(f.Prefix, StringComparison.Ordinal))
            ? id[(id.LastIndexOf(':') + 1)..]
            : string.Empty;

    // Whether a section speaks of an environment by its id or family, be it of several tasks alone.
    private static bool IsOf(string section, string id)
    {
        string name = section.StartsWith(TasksPrefix, StringComparison.Ordinal) ? section[TasksPrefix.Length..] : section;
        return name == id || IsOfFamily(name, id);
    }

    private static bool IsOfFamily(string section, string id) =>
        (section.EndsWith("/*", StringComparison.Ordinal) && id.StartsWith(section[..^1], StringComparison.Ordinal))
        || (section.StartsWith('*') && section.Length > 1 && id.EndsWith(section[1..], StringComparison.Ordinal));

    private static List<(string Section, OptionLayer Layer)> Embedded(string algorithm)
    {
        Algorithm found = AlgorithmCatalog.Find(algorithm);
        string name = $"the presets of {algorithm}";
        return found.ReadPresets() is { } text
            ? Sections(Parse(text, name), $"preset {algorithm}", name, ids: [], found.Options)
            : [];
    }

    // Options outside any section come first, under the empty name: they hold for every environment. Every key is checked, also
    // in sections for other environments, so that a typing error does not wait for the day its section is used.
    private static List<(string Section, OptionLayer Layer)> Sections(
        YamlMappingNode root, string source, string path, IReadOnlyList<string> ids, OptionSet known)
    {
        var plain = new YamlMappingNode();
        var sections = new List<(string Section, OptionLayer Layer)>();
        foreach ((YamlNode key, YamlNode value) in root.Children)
        {
            string name = $"{key}";
            if (value is YamlMappingNode map && !known.IsGroup(name) && IsSection(name, ids))
            {
                sections.Add((name, Layer(map, $"{source}: {name}", path, known)));
            }
            else
            {
                plain.Add(key, value);
            }
        }

        return plain.Children.Count == 0 ? sections : [(string.Empty, Layer(plain, source, path, known)), .. sections];
    }

    private static OptionLayer Layer(YamlMappingNode map, string source, string path, OptionSet known)
    {
        var values = new List<(string Key, string Value)>();
        var environment = new List<(string Key, string Value)>();
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            if ($"{key}" == EnvironmentKey)
            {
                environment.AddRange(EnvironmentValues(key, value, path));
            }
            else
            {
                Flatten(key, value, string.Empty, path, known, values);
            }
        }

        return new OptionLayer(source, values) { EnvironmentValues = environment };
    }

    // Which keys there are depends on the environment: they are checked when it is known.
    private static IEnumerable<(string Key, string Value)> EnvironmentValues(YamlNode name, YamlNode options, string path) =>
        options is YamlMappingNode map
            ? map.Children.Select(o => ($"{o.Key}", Text($"{EnvironmentKey}.{o.Key}", o.Key, o.Value, path)))
            : throw new OptionException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}', line {name.Start.Line}: {EnvironmentKey} takes a map of the environment's own options, " +
                $"such as {{ max_episode_steps: 100 }}."));

    private static YamlMappingNode Parse(string text, string path)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents.Count == 0 ? new YamlMappingNode() : yaml.Documents[0].RootNode as YamlMappingNode
                ?? throw new OptionException(
                    $"The configuration file '{path}' holds no keys and values; write 'key: value' lines.");
        }
        catch (YamlException e)
        {
            throw new OptionException(string.Create(
                CultureInfo.InvariantCulture,
                $"The configuration file '{path}' is not valid YAML at line {e.Start.Line}: {e.Message}"));
        }
    }

    // Nested maps and dotted keys mean the same.
    private static void Flatten(
        YamlMappingNode map, string prefix, string path, OptionSet known, List<(string Key, string Value)> into)
    {
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            Flatten(key, value, prefix, path, known, into);
        }
    }

    private static void Flatten(
        YamlNode key, YamlNode value, string prefix, string path, OptionSet known, List<(string Key, string Value)> into)
    {
        string name = prefix + key;
        if (value is YamlMappingNode inner && known.IsGroup(name))
        {
            Flatten(inner, name + ".", path, known, into);
            return;
        }

        try
        {
            known.Find(name);
        }
        catch (OptionException e)
        {
            throw new OptionException(
                string.Create(CultureInfo.InvariantCulture, $"'{path}', line {key.Start.Line}: {e.Message}"));
        }

        into.Add((name, Text(name, key, value, path)));
    }

    private static string Text(string name, YamlNode key, YamlNode value, string path) => value switch
    {
        YamlSequenceNode list => string.Join(",", list.Children),
        YamlScalarNode scalar => scalar.Value ?? string.Empty,
        _ => throw new OptionException(string.Create(
            CultureInfo.InvariantCulture, $"'{path}', line {key.Start.Line}: {name} takes one value or a list, not a map.")),
    };

    [GeneratedRegex(@"/|-v\d+$")]
    private static partial Regex SectionForm();
}
