using System.Globalization;

namespace AsyncRL.Studies;

/// <summary>One training of a study.</summary>
/// <param name="Method">Name of the algorithm.</param>
/// <param name="Options">What it trains with, completely resolved.</param>
public sealed record StudyTrial(string Method, TrainingOptions Options)
{
    /// <summary>Actor threads.</summary>
    public int Threads => Options.Topology.Threads;

    /// <summary>Cores that it keeps busy: one in a deterministic training, whose actors take turns.</summary>
    public int BusyThreads => Options.Deterministic ? 1 : Threads;

    /// <summary>What tells this trial from the others of its study: the leading cells of its rows.</summary>
    internal string Key => string.Create(
        CultureInfo.InvariantCulture, $"{Method},{Threads},{Options.Optimizer.Name},{Options.LearningRate:R},{Options.Seed}");
}
