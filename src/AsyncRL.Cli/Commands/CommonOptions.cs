using System.CommandLine;
using System.Globalization;
using AsyncRL.Benchmarking;
using AsyncRL.Environments;

namespace AsyncRL.Cli.Commands;

/// <summary>Options that several commands have, and how they become a configuration.</summary>
internal sealed class CommonOptions
{
    /// <summary>Every command has it.</summary>
    public static readonly Option<string[]> Assembly = new("--assembly")
    {
        Description = "A .dll with environments or algorithms of your own, marked with [Environment(\"MyGame/Arena-v0\")] or " +
            "[Algorithm(\"my-method\", \"What it is.\")]. May be given several times.",
        Recursive = true,
    };

    public Option<string[]> Environments { get; } = new("--env")
    {
        Description = "Id of the environment; see 'list environments'. 'train' takes several, which one agent then learns " +
            "together.",
        Required = true,
    };

    public Option<int?> Threads { get; } =
        new("--threads") { Description = "Actor threads. Default: one per logical processor." };

    public Option<string?> Preset { get; } =
        new("--preset") { Description = "A named preset, such as paper; see 'list presets'." };

    public Option<string[]> Set { get; } =
        new("--set") { Description = "key=value; see docs/options.md. May be given several times." };

    public Option<string?> Config { get; } = new("--config") { Description = "A YAML file of options." };

    public void AddTo(Command command)
    {
        command.Options.Add(Environments);
        command.Options.Add(EnvironmentSettings.Option);
        command.Options.Add(Threads);
        command.Options.Add(Preset);
        command.Options.Add(Set);
        command.Options.Add(Config);
    }

    /// <summary>
    /// Presets, then the file, then --set, then the dedicated flags; what is left open follows the environment.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="algorithm">Name of the algorithm, or auto.</param>
    /// <param name="flags">Dedicated flags.</param>
    /// <param name="forOne">Name of the command, where it plays one environment; null where it takes several tasks.</param>
    /// <returns>The configuration, and the environment that it was made for.</returns>
    public (ResolvedConfiguration Configuration, EnvironmentPreview Preview) Resolve(
        ParseResult parsed, string algorithm, IReadOnlyList<(string Flag, string Key, object? Value)> flags,
        string? forOne = null)
    {
        string? named = algorithm == AutomaticAlgorithm.Auto ? null : Algorithms.AlgorithmCatalog.Find(algorithm).Name;
        IReadOnlyList<string> ids = Ids(parsed);
        foreach (string task in ids)
        {
            EnvironmentRegistry.Default.Find(task);
        }

        if (ids.Count > 1 && forOne is not null)
        {
            throw new UsageException($"--env: '{forOne}' plays one environment, but {ids.Count} are named; name one.");
        }

        string? preset = parsed.GetValue(Preset);
        IEnumerable<OptionLayer> Given(string name) => GivenLayers(
            parsed, name, ids, flags.Append(("--threads", "topology.threads", parsed.GetValue(Threads))));

        // Options of the environment come first: the rest follows from what it then shows.
        EnvironmentOptions environment = ResolvedConfiguration.EnvironmentOptionsOf(
            ids, [.. named is null ? [] : PresetCatalog.For(named, ids, preset), .. GivenLayers(parsed, named, ids, [])]);
        EnvironmentPreview preview = Preview(ids, environment);
        try
        {
            return (ResolvedConfiguration.For(algorithm, ids, preset, Given, preview), preview);
        }
        catch
        {
            preview.Dispose();
            throw;
        }
    }

    /// <summary>What the file of options says of some of the tasks alone, which no run of them all follows.</summary>
    public IReadOnlyList<string> LeftOut(ParseResult parsed) =>
        parsed.GetValue(Config) is { } file ? PresetCatalog.LeftOut(file, Ids(parsed)) : [];

    /// <summary>What makes the tasks that a run trains together.</summary>
    /// <param name="ids">Ids of the environments.</param>
    /// <param name="options">Options of all of them.</param>
    public static TrainingTask[] Tasks(IReadOnlyList<string> ids, EnvironmentOptions options) =>
        [.. ids.Select(id => new TrainingTask(id, () => EnvironmentRegistry.Default.Make(id, options)))];

    private static EnvironmentPreview Preview(IReadOnlyList<string> ids, EnvironmentOptions options)
    {
        foreach (string id in ids)
        {
            EnvironmentRegistry.Default.Check(id, options);
        }

        return ids.Count == 1
            ? new EnvironmentPreview(() => EnvironmentRegistry.Default.Make(ids[0], options))
            : new EnvironmentPreview(Tasks(ids, options));
    }

    /// <summary>
    /// The same for <c>bench replay</c>, whose environment may be left out and whose threads share minibatches.
    /// </summary>
    public ResolvedConfiguration ResolveReplay(ParseResult parsed, string algorithm, int? threads)
    {
        Algorithms.AlgorithmCatalog.Find(algorithm);
        string[] ids = parsed.GetValue(Environments) ?? [];
        if (ids.Length > 1)
        {
            throw new UsageException(
                $"--env: 'bench replay' fills its memory from one environment, but {ids.Length} are named; name one.");
        }

        string id = ids.Length == 0 ? RandomTransitions.Name : ids[0];
        if (ids.Length > 0)
        {
            EnvironmentRegistry.Default.Find(id);
        }

        OptionLayer[] layers =
        [
            .. PresetCatalog.For(algorithm, id, parsed.GetValue(Preset)), ReplayBenchmark.Defaults,
            .. GivenLayers(parsed, algorithm, [id], [("--threads", "replay.learner_threads", threads)]),
        ];
        return ResolvedConfiguration.Resolve(algorithm, id, layers);
    }

    // Whichever algorithm is chosen, if none is named.
    private List<OptionLayer> GivenLayers(
        ParseResult parsed, string? algorithm, IReadOnlyList<string> ids,
        IEnumerable<(string Flag, string Key, object? Value)> flags)
    {
        var layers = new List<OptionLayer>();
        if (parsed.GetValue(Config) is { } file)
        {
            layers.AddRange(PresetCatalog.FromFile(file, ids, algorithm));
        }

        layers.Add(SetLayer(parsed.GetValue(Set)));
        layers.Add(EnvironmentSettings.Layer(parsed));
        foreach ((string flag, string key, object? value) in flags)
        {
            if (value is not null)
            {
                layers.Add(new OptionLayer(flag, [(key, Convert.ToString(value, CultureInfo.InvariantCulture)!)]));
            }
        }

        return layers;
    }

    /// <summary>Ids of all environments that are named, at least one.</summary>
    public IReadOnlyList<string> Ids(ParseResult parsed) => parsed.GetValue(Environments)!;

    public static OptionLayer SetLayer(string[]? settings) => new("--set", Pairs("--set", settings, "learning_rate=0.001"));

    /// <summary>Keys and values of a flag that takes key=value.</summary>
    public static IReadOnlyList<(string Key, string Value)> Pairs(string flag, string[]? settings, string example) =>
    [
        .. (settings ?? []).Select(setting => setting.IndexOf('=', StringComparison.Ordinal) is > 0 and int equals
            ? (setting[..equals].Trim(), setting[(equals + 1)..])
            : throw new UsageException($"{flag}: '{setting}' is not key=value, such as {example}.")),
    ];
}
