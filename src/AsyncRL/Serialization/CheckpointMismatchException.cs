namespace AsyncRL.Serialization;

/// <summary>
/// A checkpoint is whole, but of a run that differs: in its spaces, its network, its players. The message says in what, and what
/// to do.
/// </summary>
/// <param name="message">The sentences.</param>
public sealed class CheckpointMismatchException(string message) : CheckpointFormatException(message);
