using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Serialization;

namespace AsyncRL.Metrics;

/// <summary>
/// Rows of training episodes in the format of the Monitor files of OpenAI Baselines and Stable-Baselines3: a comment line with
/// <c>t_start</c> and
/// <c>env_id</c>, then columns r (return), l (length), t (seconds since the start), and task where there are several.
/// </summary>
/// <remarks>
/// The file never holds more than <c>report.monitor_rows</c> rows: at that number every second one is dropped, and from then on
/// half as many episodes get one. The first line tells how often that happened, <c>halvings</c>, where it did.
/// </remarks>
internal sealed class MonitorWriter : IDisposable
{
    private const int HeaderLines = 2;
    private const int PendingMost = 1 << 15;
    private const string HalvingsKey = "halvings";

    private readonly string path;
    private readonly long every;
    private readonly long mostRows;
    private readonly IReadOnlyList<string> tasks;
    private readonly string columns;
    private readonly StringBuilder pending = new();

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="environmentId">Id of the environment.</param>
    /// <param name="position">What the run has written so far: rows beyond it are dropped.</param>
    /// <param name="every">Episodes from one row to the next, before rows are dropped.</param>
    /// <param name="mostRows">Rows at which every second one is dropped.</param>
    /// <param name="tasks">Names of the tasks; empty where there is one.</param>
    public MonitorWriter(
        string path, string environmentId, MonitorPosition position, int every, long mostRows,
        IReadOnlyList<string>? tasks = null)
    {
        this.tasks = tasks ?? [];
        columns = this.tasks.Count == 0 ? "r,l,t" : "r,l,t,task";
        int cells = columns.Split(',').Length;
        this.path = path;
        (this.every, this.mostRows) = (every, mostRows);
        if (ReadHeader() is { } header)
        {
            // The file may have been halved after the checkpoint.
            for (int halvings = Halvings(header); position.Halvings < halvings;)
            {
                position = position.Halved((long)every << position.Halvings);
            }

            long row = 0, resumedAt = position.Rows;
            long kept = RowFile.CutBack(path, resumedAt, HeaderLines, line => line.Split(',').Length == cells ? ++row : null);
            Position = position with { Rows = kept };
            return;
        }

        File.Delete(path);
        double start = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        header = new JsonObject { ["t_start"] = start, ["env_id"] = environmentId };
        Position = position with { Rows = 0 };
        SetHalvings(header);
        pending.Append('#').Append(header.ToJsonString()).Append('\n').Append(columns).Append('\n');
        Flush();
    }

    /// <summary>What the file holds, with what the next <see cref="Flush"/> writes.</summary>
    public MonitorPosition Position { get; private set; }

    // Episodes from one row to the next.
    private long Stride => every << Position.Halvings;

    /// <summary>Notes an episode; it is written by the next <see cref="Flush"/>, if its turn has come.</summary>
    /// <param name="episodeReturn">Sum of raw rewards.</param>
    /// <param name="length">Steps.</param>
    /// <param name="elapsed">Seconds since the run began.</param>
    /// <param name="episodes">How many finished episodes it stands for, itself the last of them.</param>
    /// <param name="task">Number of its task, from 0.</param>
    public void Write(double episodeReturn, long length, double elapsed, long episodes = 1, int task = 0)
    {
        long since = Position.Since + episodes;
        if (since < Stride)
        {
            Position = Position with { Since = since };
            return;
        }

        string last = tasks.Count == 0 ? string.Empty : $",{tasks[task]}";
        pending.Append(CultureInfo.InvariantCulture, $"{RowFile.Format(episodeReturn)},{length},{elapsed:F6}{last}\n");
        Position = Position with { Rows = Position.Rows + 1, Since = since % Stride };
        if (Position.Rows >= mostRows)
        {
            Flush();
            DropEverySecondRow();
        }
        else if (pending.Length >= PendingMost)
        {
            Flush();
        }
    }

    /// <summary>Writes what was noted.</summary>
    public void Flush()
    {
        if (pending.Length == 0)
        {
            return;
        }

        using (var writer = new StreamWriter(path, append: true))
        {
            writer.Write(pending);
        }

        pending.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Flush();

    private void DropEverySecondRow()
    {
        JsonObject header = ReadHeader() ?? throw new InvalidDataException(
            $"The first two lines of '{path}' are no longer those of a monitor file; move the file away.");
        MonitorPosition halved = Position.Halved(Stride);
        Position = Position with { Halvings = halved.Halvings };
        SetHalvings(header);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write($"#{header.ToJsonString()}\n{columns}\n");
            long row = 0;
            foreach (string line in File.ReadLines(path).Skip(HeaderLines))
            {
                if (++row % 2 == 0)
                {
                    writer.Write(line);
                    writer.Write('\n');
                }
            }
        });
        Position = halved;
    }

    // Null where there is no file, or one whose first lines were never written whole.
    private JsonObject? ReadHeader()
    {
        if (!File.Exists(path) || File.ReadLines(path).Take(HeaderLines).ToArray() is not [['#', .. var json], _])
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int Halvings(JsonObject header) =>
        header[HalvingsKey] is JsonValue value && value.TryGetValue(out int halvings) ? Math.Clamp(halvings, 0, 40) : 0;

    private void SetHalvings(JsonObject header)
    {
        if (Position.Halvings > 0)
        {
            header[HalvingsKey] = Position.Halvings;
        }
    }
}
