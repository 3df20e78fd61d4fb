namespace AsyncRL.Environments.Checking;

/// <summary>What checking an environment gave.</summary>
/// <param name="Checks">The names of all checks that were made.</param>
/// <param name="Findings">What is wrong; empty when all is well.</param>
/// <param name="BytesPerStep">Bytes allocated a step, resets included.</param>
/// <param name="StepsPerSecond">Speed under random actions, resets included, on one thread.</param>
public sealed record CheckReport(IReadOnlyList<string> Checks, IReadOnlyList<Finding> Findings, double BytesPerStep, double StepsPerSecond)
{
    /// <summary>Whether there are no errors; warnings may remain.</summary>
    public bool Passed => Findings.All(f => f.Severity != Severity.Error);
}
