using System.Text.Json.Nodes;

namespace AsyncRL.Gymnasium;

/// <summary>Which Python environment is played, and how. Immutable.</summary>
public sealed record GymnasiumSettings
{
    /// <summary>
    /// The id as Gymnasium knows it, such as <c>CartPole-v1</c>; or, for environments of a module that is imported first,
    /// <c>module:ID</c>; or <c>module:Class</c>, for one that no id stands for.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Keyword arguments of the environment's constructor; empty unless set.</summary>
    public JsonObject Arguments { get; init; } = [];

    /// <summary>Import paths of wrappers, <c>package.module:Class</c>, the innermost first; none unless set.</summary>
    public IReadOnlyList<string> Wrappers { get; init; } = [];

    /// <summary>
    /// The Python to use, a program or its path; null for the environment variable ASYNCRL_PYTHON, the active virtual
    /// environment's, python3 or python.
    /// </summary>
    public string? Python { get; init; }

    /// <summary>Where it runs.</summary>
    public PythonPlace Place { get; init; } = PythonPlace.Auto;

    /// <summary>
    /// Environments that share a worker process, and so take turns; at least 1. Null for as many as it takes to have no more
    /// workers than there are processors.
    /// </summary>
    public int? EnvironmentsPerWorker { get; init; }

    /// <summary>The longest that a step or a reset may take; making one may take a minute longer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What happens where a worker process dies.</summary>
    public WorkerDeath OnWorkerDeath { get; init; } = WorkerDeath.Restart;

    /// <summary>How boxes of three axes lie.</summary>
    public ImageLayout ImageLayout { get; init; } = ImageLayout.Auto;

    /// <summary>Whether the environment is asked to draw (render_mode="rgb_array") where it can.</summary>
    public bool Renders { get; init; } = true;

    /// <summary>Whether what worker processes print is shown on standard error.</summary>
    public bool ShowsOutput { get; init; }

    /// <summary>The time limit that Gymnasium sets; null for the environment's own, 0 for none.</summary>
    public int? MaxEpisodeSteps { get; init; }

    /// <summary>What errors call it.</summary>
    internal string Name => GymnasiumEnvironments.Prefix + Id;

    internal JsonObject ToRequest() => new()
    {
        ["id"] = Id,
        ["arguments"] = Arguments.DeepClone(),
        ["wrappers"] = new JsonArray([.. Wrappers.Select(w => (JsonNode)w)]),
        ["layout"] = ImageLayout switch { ImageLayout.Hwc => "hwc", ImageLayout.Chw => "chw", _ => "auto" },
        ["render"] = Renders,
        ["limit"] = MaxEpisodeSteps switch { null => null, 0 => "none", int steps => steps },
    };
}
