namespace AsyncRL.Serialization;

/// <summary>
/// A model or checkpoint file is damaged, foreign, or belongs to another run. The message names the file and what is wrong.
/// </summary>
/// <param name="message">The sentence.</param>
public class CheckpointFormatException(string message) : Exception(message);
