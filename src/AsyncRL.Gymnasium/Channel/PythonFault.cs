namespace AsyncRL.Gymnasium.Channel;

/// <summary>A request failed; the message is a sentence without its end, for an exception that names the environment.</summary>
internal sealed class PythonFault(string message) : Exception(message);
