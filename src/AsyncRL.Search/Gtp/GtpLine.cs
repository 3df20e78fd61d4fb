namespace AsyncRL.Search.Gtp;

/// <summary>A command as it came in.</summary>
/// <param name="Text">The command, without comments and control characters.</param>
/// <param name="Number">Which of all lines it was, from 1; empty lines and comments count.</param>
/// <param name="Stamp">When it was read, on the stopwatch.</param>
internal readonly record struct GtpLine(string Text, long Number, long Stamp);
