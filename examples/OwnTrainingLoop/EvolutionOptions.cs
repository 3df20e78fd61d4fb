using AsyncRL;

namespace OwnTrainingLoop;

/// <summary>The options <c>evolution.*</c>.</summary>
public sealed record EvolutionOptions
{
    [Option(
        "Pairs of perturbed policies a generation, theta + sigma epsilon and theta - sigma epsilon, each played for an episode.",
        Min = 1, Max = 10_000)]
    public int Pairs { get; init; } = 16;

    [Option("Standard deviation of the perturbations.", Source = "Salimans et al. 2017", Min = 1e-6)]
    public double Sigma { get; init; } = 0.1;
}
