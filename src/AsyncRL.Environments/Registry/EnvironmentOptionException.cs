namespace AsyncRL.Environments;

/// <summary>
/// An environment does not read an option, or cannot have its value. The message names the id, the key, the value, and what was
/// expected.
/// </summary>
/// <param name="message">The sentence.</param>
/// <param name="inner">What the environment's constructor threw, if it refused.</param>
public sealed class EnvironmentOptionException(string message, Exception? inner = null) : ArgumentException(message, inner);
