namespace AsyncRL;

/// <summary>The replay memory of dqn.</summary>
public sealed record ReplayOptions
{
    /// <summary>Steps that the replay memory holds, over all environments. Default 100,000.</summary>
    [Option("Steps that the replay memory holds, over all environments.", Source = "Mnih et al. 2015: 1,000,000", Min = 10, Max = 500_000_000)]
    public long Capacity { get; init; } = 100_000;

    /// <summary>Whether transitions of great error are drawn more often. Default false.</summary>
    [Option("Whether transitions of great error are drawn more often.", Source = "Schaul et al. 2016")]
    public bool Prioritized { get; init; }

    /// <summary>Prioritized replay: how much the error counts; 0 is uniform. Default 0.6.</summary>
    [Option("Prioritized replay: how much the error counts; 0 is uniform.", Source = "Schaul et al. 2016", Min = 0, Max = 1)]
    public double Alpha { get; init; } = 0.6;

    /// <summary>Prioritized replay: how much of the bias is corrected at the start; rises to 1 at the horizon. Default 0.4.</summary>
    [Option("Prioritized replay: how much of the bias is corrected at the start; rises to 1 at the horizon.", Source = "Schaul et al. 2016", Min = 0, Max = 1)]
    public double Beta { get; init; } = 0.4;

    /// <summary>Whether one thread plays while another learns. Default false.</summary>
    [Option("Whether one thread plays while another learns; not repeatable.")]
    public bool Overlap { get; init; }

    /// <summary>Whether checkpoints hold the replay memory, so that a resumed run continues exactly. Default true.</summary>
    [Option("Whether checkpoints hold the replay memory, so that a resumed run continues exactly.")]
    public bool Save { get; init; } = true;
}
