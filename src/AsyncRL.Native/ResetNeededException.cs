namespace AsyncRL.Native;

/// <summary>An environment was stepped that must be reset first.</summary>
/// <param name="message">Which, and what to do.</param>
internal sealed class ResetNeededException(string message) : InvalidOperationException(message);
