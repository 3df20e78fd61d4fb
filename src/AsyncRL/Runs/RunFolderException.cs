namespace AsyncRL.Runs;

/// <summary>A folder cannot be used for a run, or is none. The message says what to do.</summary>
/// <param name="message">The sentence.</param>
public sealed class RunFolderException(string message) : ArgumentException(message);
