namespace AsyncRL.Search.Gtp;

/// <summary>A command that cannot be carried out; its message is the protocol's error answer.</summary>
/// <param name="message">What is wrong, on one line.</param>
internal sealed class GtpException(string message) : Exception(message);
