using AsyncRL.Environments;

namespace AsyncRL.Studies;

/// <summary>What all studies are asked: which methods, where, and with which options.</summary>
public sealed record StudyRequest
{
    /// <summary>Id of the environment.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>
    /// Names of the algorithms, each with the options in which it differs where there are any, as in <see cref="StudyMethod"/>; a method that occurs twice counts once.
    /// </summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Options of the user, over the presets and under what the study varies.</summary>
    public IReadOnlyList<OptionLayer> Layers { get; init; } = [];

    /// <summary>A named preset, such as "paper"; null for those of the environment.</summary>
    public string? Preset { get; init; }

    /// <summary>Steps of a training; null for those of the presets.</summary>
    public long? Steps { get; init; }

    /// <summary>Episodes an evaluation. Default 20.</summary>
    public int Episodes { get; init; } = 20;

    /// <summary>Trainings side by side; null for as many as keep the logical processors busy.</summary>
    public int? Jobs { get; init; }

    /// <summary>Logical processors to share among trainings. Default those of the machine.</summary>
    public int Processors { get; init; } = System.Environment.ProcessorCount;

    /// <summary>Checks what can be checked before anything is trained.</summary>
    /// <param name="varied">Keys that the study itself sets, with what to use instead.</param>
    /// <exception cref="ArgumentException">Something is missing, unknown or out of range; the message says what to do.</exception>
    internal void Validate(IReadOnlyDictionary<string, string> varied)
    {
        EnvironmentRegistry.Default.Find(EnvironmentId);
        if (Methods.Count == 0)
        {
            throw new StudyException("methods: none is named; name at least one, such as a3c,async-q ('asyncrl list algorithms' shows all).");
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
                    throw new StudyException($"{key}: the study sets it itself, so it cannot be given (from {layer.Source}); use {instead} instead.");
                }
            }
        }
    }

    /// <summary>The options of a method.</summary>
    /// <param name="method">Name of the method.</param>
    /// <param name="defaults">What the study prefers to the presets, but the user may change.</param>
    /// <param name="varied">What the study sets.</param>
    /// <returns>The options, validated.</returns>
    internal TrainingOptions Resolve(string method, IReadOnlyList<(string Key, string Value)> defaults, params (string Key, string Value)[] varied)
    {
        StudyMethod named = StudyMethod.Parse(method);
        List<OptionLayer> layers = [.. PresetCatalog.For(named.Algorithm, EnvironmentId, Preset), new OptionLayer("study", defaults), .. Layers];
        if (Steps is { } steps)
        {
            layers.Add(new OptionLayer("--steps", [("steps", $"{steps}")]));
        }

        layers.AddRange([named.Layer, new OptionLayer("study", varied)]);
        return ResolvedConfiguration.Resolve(named.Algorithm, EnvironmentId, layers).Options;
    }

    /// <summary>Refuses a number below 1.</summary>
    internal static void RequireAtLeastOne(string name, int value)
    {
        if (value < 1)
        {
            throw new StudyException($"{name}: {value} is out of range; it must be at least 1.");
        }
    }
}
