namespace AsyncRL.Environments.Checking;

/// <summary>What checking an environment gave.</summary>
/// <param name="Checks">The names of all checks that were made.</param>
/// <param name="Findings">What was found; empty when all is well.</param>
/// <param name="BytesPerStep">Bytes a step allocates on average, resets left out; NaN where this was not reached.</param>
/// <param name="BytesPerReset">Bytes a reset allocates on average; NaN where this was not reached.</param>
/// <param name="StepsPerSecond">Speed under random actions, resets included, on one thread; NaN
/// where this was not reached.</param>
public sealed record CheckReport(
    IReadOnlyList<string> Checks, IReadOnlyList<Finding> Findings, double BytesPerStep, double BytesPerReset,
    double StepsPerSecond)
{
    /// <summary>Whether there are no errors; warnings may remain.</summary>
    public bool Passed => Findings.All(f => f.Severity != Severity.Error);
}
