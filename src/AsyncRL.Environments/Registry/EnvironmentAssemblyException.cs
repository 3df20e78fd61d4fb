namespace AsyncRL.Environments;

/// <summary>An assembly's environments cannot be loaded; the message says why and what to do.</summary>
/// <param name="message">The message.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class EnvironmentAssemblyException(string message, Exception? inner = null) : Exception(message, inner);
