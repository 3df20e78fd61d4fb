namespace AsyncRL;

/// <summary>
/// An option is unknown or has a value that it cannot have. The message names the key, the value, and what was expected.
/// </summary>
/// <param name="message">The sentence.</param>
public sealed class OptionException(string message) : ArgumentException(message);
