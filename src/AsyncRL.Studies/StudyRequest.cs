using AsyncRL.Algorithms;
using AsyncRL.Environments;

namespace AsyncRL.Studies;

/// <summary>What all studies are asked: which methods, where, and with which options.</summary>
public sealed record StudyRequest
{
    // A study configures every trial, of which there may be thousands: its environment is looked at once.
    private readonly StudyPreviews previews = new();

    /// <summary>Id of the environment.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>
    /// Names of the algorithms, each with the options in which it differs where there are any, as in <see cref="StudyMethod"/>; a
    /// method that occurs twice counts once.
    /// </summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>
    /// Options of the user, over the presets and under what the study varies. One that only some of the methods read goes to
    /// those; one that none reads is refused.
    /// </summary>
    public IReadOnlyList<OptionLayer> Layers { get; init; } = [];

    /// <summary>A named preset, such as "paper"; null for those of the environment.</summary>
    public string? Preset { get; init; }

    /// <summary>Steps of a training; null for those of the presets.</summary>
    public long? Steps { get; init; }

    /// <summary>Episodes per evaluation. Default 20.</summary>
    public int Episodes { get; init; } = 20;

    /// <summary>Trainings side by side; null for as many as keep the logical processors busy.</summary>
    public int? Jobs { get; init; }

    /// <summary>Logical processors to share among trainings. Default those of the machine.</summary>
    public int Processors { get; init; } = System.Environment.ProcessorCount;

    /// <summary>Options of the environment, other than its defaults, in all trainings and evaluations.</summary>
    internal EnvironmentOptions EnvironmentOptions => Configure(Methods[0], [], []).EnvironmentOptions;

    /// <summary>Checks what can be checked before anything is trained.</summary>
    /// <param name="varied">Keys that the study itself sets, with what to use instead.</param>
    /// <exception cref="ArgumentException">Something is missing, unknown or out of range; the message says what to
    /// do.</exception>
    internal void Validate(IReadOnlyDictionary<string, string> varied)
    {
        EnvironmentRegistry.Default.Check(EnvironmentId, EnvironmentOptions.None);
        if (Methods.Count == 0)
        {
            throw new StudyException(
                "methods: none is named; name at least one, such as a3c,async-q ('asyncrl list algorithms' shows all).");
        }

        IEnumerable<OptionLayer> variations = [.. Methods.Select(m => StudyMethod.Parse(m).Layer)];

        RequireAtLeastOne("episodes", Episodes);
        RequireAtLeastOne("jobs", Jobs ?? 1);
        foreach (OptionLayer layer in Layers.Concat(variations))
        {
            foreach ((string key, _) in layer.Values)
            {
                if (varied.TryGetValue(key, out string? instead))
                {
                    throw new StudyException(
                        $"{key}: the study sets it itself, so it cannot be given (from {layer.Source}); use {instead} instead.");
                }
            }
        }

        string[] differing = [.. Methods.Select(m => $"{Configure(m, [], []).EnvironmentOptions}").Distinct()];
        if (differing.Length > 1)
        {
            throw new StudyException(
                $"{EnvironmentId}: the methods' presets play it with different options " +
                $"({string.Join("; ", differing.Select(w => w.Length == 0 ? "its defaults" : w))}), " +
                "so that their scores would not compare; give them all the same with --env-set.");
        }
    }

    /// <summary>The options of a method.</summary>
    /// <param name="method">Name of the method.</param>
    /// <param name="defaults">What the study prefers to the presets, but the user may change.</param>
    /// <param name="varied">What the study sets.</param>
    /// <returns>The options, validated.</returns>
    internal TrainingOptions Resolve(
        string method, IReadOnlyList<(string Key, string Value)> defaults, params (string Key, string Value)[] varied) =>
        Configure(method, defaults, varied).Options;

    /// <summary>Refuses a number below 1.</summary>
    internal static void RequireAtLeastOne(string name, int value)
    {
        if (value < 1)
        {
            throw new StudyException($"{name}: {value} is out of range; it must be at least 1.");
        }
    }

    // An option that only some of the methods read is theirs; one that none reads is left in, to be refused.
    private OptionLayer For(StudyMethod method, OptionLayer layer)
    {
        OptionSet own = AlgorithmCatalog.Find(method.Algorithm).Options;
        OptionSet[] all = [.. Methods.Select(m => AlgorithmCatalog.Find(StudyMethod.Parse(m).Algorithm).Options)];
        return layer with { Values = [.. layer.Values.Where(v => own.IsRead(v.Key) || !all.Any(o => o.IsRead(v.Key)))] };
    }

    private ResolvedConfiguration Configure(
        string method, IReadOnlyList<(string Key, string Value)> defaults, IReadOnlyList<(string Key, string Value)> varied)
    {
        StudyMethod named = StudyMethod.Parse(method);
        List<OptionLayer> layers = [new OptionLayer("study", defaults), .. Layers.Select(l => For(named, l))];
        if (Steps is { } steps)
        {
            layers.Add(new OptionLayer("--steps", [("steps", $"{steps}")]));
        }

        layers.AddRange([named.Layer, new OptionLayer("study", varied)]);
        EnvironmentOptions environment = ResolvedConfiguration.EnvironmentOptionsOf(
            EnvironmentId, [.. PresetCatalog.For(named.Algorithm, EnvironmentId, Preset), .. layers]);
        return ResolvedConfiguration.For(
            named.Algorithm, EnvironmentId, Preset, _ => layers, previews.Of(EnvironmentId, environment));
    }
}
