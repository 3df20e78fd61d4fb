using AsyncRL.Algorithms;
using AsyncRL.Runs;

namespace AsyncRL.LearningTests;

/// <summary>Trains and listens.</summary>
internal static class Warnings
{
    /// <summary>What a training warns of, in its order.</summary>
    public static IReadOnlyList<string> Of(string algorithm, Func<Environments.Environment> create, TrainingOptions options)
    {
        var warnings = new List<string>();
        var run = new TrainingRun(AlgorithmCatalog.Find(algorithm), "test", create, options);
        run.Progress += p =>
        {
            if (p.Warning is not null)
            {
                warnings.Add(p.Warning);
            }
        };
        run.Run();
        return warnings;
    }
}
