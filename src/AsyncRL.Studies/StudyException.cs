namespace AsyncRL.Studies;

/// <summary>A study cannot be made or gone on with as asked. The message says what to do.</summary>
/// <param name="message">The sentence.</param>
public sealed class StudyException(string message) : ArgumentException(message);
