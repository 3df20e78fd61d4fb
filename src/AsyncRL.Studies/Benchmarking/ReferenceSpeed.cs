namespace AsyncRL.Benchmarking;

/// <summary>How fast another implementation of an environment is.</summary>
/// <param name="Implementation">What was measured.</param>
/// <param name="StepsPerSecond">Steps a second of random play on one core.</param>
public sealed record ReferenceSpeed(string Implementation, double StepsPerSecond);
