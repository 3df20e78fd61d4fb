namespace AsyncRL;

/// <summary>Epsilon-greedy exploration of the value methods: each environment draws its own final epsilon.</summary>
public sealed record ExplorationOptions : OptionRecord
{
    /// <summary>Final epsilons to draw from. Default 0.1, 0.01, 0.5.</summary>
    [Option("Value methods: final epsilons to draw from.", Source = "Mnih et al. 2016, section 5.1", Min = 0, Max = 1)]
    public IReadOnlyList<double> FinalEpsilons { get; init => field = Given(value); } = [0.1, 0.01, 0.5];

    /// <summary>Their probabilities. Default 0.4, 0.3, 0.3.</summary>
    [Option("Value methods: their probabilities.", Source = "Mnih et al. 2016, section 5.1", Min = 0, Max = 1)]
    public IReadOnlyList<double> FinalEpsilonProbabilities { get; init => field = Given(value); } = [0.4, 0.3, 0.3];

    /// <summary>Global steps over which epsilon falls from 1. Default 1,000,000.</summary>
    [Option(
        "Value methods: global steps over which epsilon falls from 1.",
        Source = "Mnih et al. 2016: 4 million frames at action repeat 4", Min = 0)]
    public long AnnealSteps { get; init => field = Given(value); } = 1_000_000;
}
