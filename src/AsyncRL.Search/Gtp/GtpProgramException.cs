namespace AsyncRL.Search.Gtp;

/// <summary>A GTP program that cannot be started, does not answer, or refuses what a game needs.</summary>
/// <param name="message">The whole sentence.</param>
public sealed class GtpProgramException(string message) : Exception(message);
