using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Algorithms;

/// <summary>The algorithms that can be trained by name.</summary>
public static class AlgorithmCatalog
{
    /// <summary>All algorithms, in the order in which they are listed.</summary>
    public static IReadOnlyList<Algorithm> All { get; } =
    [
        new Algorithm(
            "a3c",
            "Asynchronous advantage actor-critic: advantage actor-critic x Hogwild (Mnih et al. 2016, algorithm S3).",
            PolicyKind.Categorical,
            o => new AdvantageActorCritic((float)o.Gamma, (float)o.GaeLambda, (float)o.EntCoef, (float)o.VfCoef),
            _ => new CategoricalSampling(policyHead: 0)),
    ];

    /// <summary>Finds an algorithm.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The algorithm.</returns>
    /// <exception cref="ArgumentException">The name is unknown; the message offers the closest.</exception>
    public static Algorithm Find(string name)
    {
        Algorithm? found = All.FirstOrDefault(a => a.Name == name);
        if (found is not null)
        {
            return found;
        }

        string? closest = ClosestMatch.Find(name, All.Select(a => a.Name));
        string hint = closest is null ? string.Empty : $"did you mean '{closest}'? ";
        throw new ArgumentException($"Unknown algorithm '{name}'; {hint}Known: {string.Join(", ", All.Select(a => a.Name))}.");
    }
}
