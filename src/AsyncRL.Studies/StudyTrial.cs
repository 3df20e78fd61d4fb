using System.Globalization;

namespace AsyncRL.Studies;

/// <summary>One training of a study.</summary>
/// <param name="Method">Name of the method, as <see cref="StudyMethod.Name"/>.</param>
/// <param name="Options">What it trains with, completely resolved.</param>
public sealed record StudyTrial(string Method, TrainingOptions Options)
{
    /// <summary>Id of the environment where a study has several; null for the study's own.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>
    /// Options that the study itself varies and the other cells of a row do not tell, as "key=value"; empty for none.
    /// </summary>
    public IReadOnlyList<string> Varied { get; init; } = [];

    /// <summary>Name of the algorithm.</summary>
    public string Algorithm => StudyMethod.Parse(Method).Algorithm;

    /// <summary>Actor threads.</summary>
    public int Threads => Options.Topology.Threads;

    /// <summary>Cores that it keeps busy: one in a deterministic training, whose actors take turns.</summary>
    public int BusyThreads => Options.Deterministic ? 1 : Threads;

    /// <summary>What tells this trial from the others of its study: the leading cells of its rows.</summary>
    internal string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"{EnvironmentCell}{MethodCell},{Threads},{Options.Optimizer.Name},{Options.LearningRate:R},{Options.Seed}");

    private string EnvironmentCell => EnvironmentId is null ? string.Empty : $"{EnvironmentId},";

    private string MethodCell => string.Join('+', Varied.Prepend(Method)).Replace(',', ';');
}
