namespace AsyncRL;

/// <summary>Learning from a replay memory: what it holds, and how much is learnt from it.</summary>
public sealed record ReplayOptions : OptionRecord
{
    /// <summary>Steps that the replay memory holds, over all environments. Default 100,000.</summary>
    [Option(
        "Steps that the replay memory holds, over all environments.", Source = "Mnih et al. 2015: 1,000,000",
        Min = 10, Max = 500_000_000)]
    public long Capacity { get; init => field = Given(value); } = 100_000;

    /// <summary>Transitions of a minibatch. Default 32.</summary>
    [Option("Transitions of a minibatch.", Source = "Mnih et al. 2015", Min = 1, Max = 65_536)]
    public int BatchSize { get; init => field = Given(value); } = 32;

    /// <summary>Steps, over all environments, from one learning to the next. Default 4.</summary>
    [Option(
        "Steps, over all environments, from one learning (replay.updates minibatches) to the next.",
        Source = "Mnih et al. 2015", Min = 1)]
    public int TrainFrequency { get; init => field = Given(value); } = 4;

    /// <summary>Minibatches learnt from each time they fall due. Default 1.</summary>
    [Option("Minibatches learnt from each time they fall due, every replay.train_frequency steps.", Min = 1, Max = 100_000)]
    public int Updates { get; init => field = Given(value); } = 1;

    /// <summary>Threads that share each minibatch. Default 1.</summary>
    [Option("Threads that share each minibatch; a run is repeatable for a fixed number of them.", Min = 1, Max = 4096)]
    public int LearnerThreads { get; init => field = Given(value); } = 1;

    /// <summary>Steps in the replay memory before the first minibatch. Default 1,000.</summary>
    [Option("Steps in the replay memory before the first minibatch.", Source = "Mnih et al. 2015: 50,000", Min = 1)]
    public long LearningStarts { get; init => field = Given(value); } = 1_000;

    /// <summary>Rewards summed before the target network's value takes over. Default 1.</summary>
    [Option("Rewards summed before the target network's value takes over.", Source = "Mnih et al. 2015", Min = 1, Max = 1_000)]
    public int NStep { get; init => field = Given(value); } = 1;

    /// <summary>Whether transitions with large errors are drawn more often. Default false.</summary>
    [Option("Whether transitions with large errors are drawn more often.", Source = "Schaul et al. 2016")]
    public bool Prioritized { get; init => field = Given(value); }

    /// <summary>Prioritized replay: how much the error counts; 0 is uniform. Default 0.6.</summary>
    [Option("Prioritized replay: how much the error counts; 0 is uniform.", Source = "Schaul et al. 2016", Min = 0, Max = 1)]
    public double Alpha { get; init => field = Given(value); } = 0.6;

    /// <summary>
    /// Prioritized replay: how much of the bias is corrected at the start; rises to 1 at the horizon. Default 0.4.
    /// </summary>
    [Option(
        "Prioritized replay: how much of the bias is corrected at the start; rises to 1 at the horizon.",
        Source = "Schaul et al. 2016", Min = 0, Max = 1)]
    public double Beta { get; init => field = Given(value); } = 0.4;

    /// <summary>Whether one thread plays while another learns. Default false.</summary>
    [Option("Whether one thread plays while another learns; not repeatable.")]
    public bool Overlap { get; init => field = Given(value); }

    /// <summary>Whether checkpoints hold the replay memory, so that a resumed run continues exactly. Default true.</summary>
    [Option("Whether checkpoints hold the replay memory, so that a resumed run continues exactly.")]
    public bool Save { get; init => field = Given(value); } = true;
}
