namespace AsyncRL.Environments.Checking;

/// <summary>Something that is wrong with an environment.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Check">The check that found it.</param>
/// <param name="Message">What was found where, what was expected, and what to do.</param>
public sealed record Finding(Severity Severity, string Check, string Message);
