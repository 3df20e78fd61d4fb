namespace AsyncRL.Cli;

/// <summary>The command was used wrongly: exit code 2. The message is the sentence the user sees.</summary>
/// <param name="message">The sentence.</param>
internal sealed class UsageException(string message) : Exception(message);
