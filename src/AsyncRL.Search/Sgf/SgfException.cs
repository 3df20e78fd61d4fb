namespace AsyncRL.Search.Sgf;

/// <summary>A game record that cannot be read; the message says where and what was expected.</summary>
/// <param name="message">The whole sentence.</param>
public sealed class SgfException(string message) : Exception(message);
