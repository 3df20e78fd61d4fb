using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace AsyncRL.Metrics;

/// <summary>
/// One row per training episode in the format of the Monitor files of OpenAI Baselines and Stable-Baselines3: a comment line with
/// <c>t_start</c> and
/// <c>env_id</c>, then columns r (return), l (length), t (seconds since the start).
/// </summary>
internal sealed class MonitorWriter : IDisposable
{
    private const int HeaderLines = 2;

    private readonly string path;
    private readonly StringBuilder pending = new();

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="environmentId">Id of the environment.</param>
    /// <param name="episodes">Episodes that the run has written so far: rows beyond them are dropped.</param>
    public MonitorWriter(string path, string environmentId, long episodes)
    {
        this.path = path;
        if (File.Exists(path) && File.ReadLines(path).Take(HeaderLines).Count() == HeaderLines)
        {
            long row = 0;
            RowFile.CutBack(path, episodes, HeaderLines, line => line.Split(',').Length == 3 ? ++row : null);
            return;
        }

        File.Delete(path);
        double start = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        pending.Append('#').Append(new JsonObject { ["t_start"] = start, ["env_id"] = environmentId }.ToJsonString())
            .Append("\nr,l,t\n");
        Flush();
    }

    /// <summary>Notes an episode; it is written by the next <see cref="Flush"/>.</summary>
    /// <param name="episodeReturn">Sum of raw rewards.</param>
    /// <param name="length">Steps.</param>
    /// <param name="elapsed">Seconds since the run began.</param>
    public void Write(double episodeReturn, long length, double elapsed) => pending.Append(
        CultureInfo.InvariantCulture, $"{RowFile.Format(episodeReturn)},{length},{elapsed:F6}\n");

    /// <summary>Writes what was noted.</summary>
    public void Flush()
    {
        if (pending.Length == 0)
        {
            return;
        }

        File.AppendAllText(path, pending.ToString());
        pending.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Flush();
}
