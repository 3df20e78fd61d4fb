using System.Text.Json;
using System.Text.Json.Nodes;

namespace AsyncRL.Metrics;

/// <summary>One JSON object a line, with <c>step</c> and <c>wall_time</c> first.</summary>
public sealed class JsonLinesSink : IMetricsSink
{
    private readonly string path;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="resumedAt">Step from which the run goes on: lines beyond it are dropped.</param>
    public JsonLinesSink(string path, long resumedAt)
    {
        this.path = path;
        RowFile.CutBack(path, resumedAt, headerLines: 0, StepOf);
    }

    /// <inheritdoc/>
    public void Write(long step, double wallTime, IReadOnlyList<(string Tag, double Value)> values)
    {
        var line = new JsonObject { ["step"] = step, ["wall_time"] = wallTime };
        foreach ((string tag, double value) in values)
        {
            if (double.IsFinite(value))
            {
                line[tag] = value;
            }
        }

        File.AppendAllText(path, line.ToJsonString() + "\n");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held open between two reports.
    }

    private static long? StepOf(string line)
    {
        try
        {
            return (long?)JsonNode.Parse(line)?["step"];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
