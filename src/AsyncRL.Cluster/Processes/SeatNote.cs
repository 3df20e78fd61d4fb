using System.Text.Json;

namespace AsyncRL.Cluster.Processes;

/// <summary>What a supervisor needs to start a learner again: its run.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="StopAt">The step to stop at; null for none.</param>
public sealed record SeatNote(string Folder, long? StopAt)
{
    /// <summary>Reads a note.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The note; null before the learner has written one.</returns>
    public static SeatNote? Read(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } text
                ? JsonSerializer.Deserialize<SeatNote>(text)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the note.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this));
}
