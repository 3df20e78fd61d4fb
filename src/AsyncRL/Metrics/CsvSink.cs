using AsyncRL.Serialization;

namespace AsyncRL.Metrics;

/// <summary>
/// Comma-separated values with the step first. Columns that appear later are added at the right, and
/// the file is rewritten once for each.
/// </summary>
public sealed class CsvSink : IMetricsSink
{
    private const string StepColumn = "step";

    private readonly string path;
    private readonly List<string> columns = [];

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="resumedAt">Step from which the run goes on: rows beyond it are dropped.</param>
    public CsvSink(string path, long resumedAt)
    {
        this.path = path;
        RowFile.CutBack(path, resumedAt, headerLines: 1, line => RowFile.Number(line.Split(',')[0]));
        if (File.Exists(path) && File.ReadLines(path).FirstOrDefault() is { } header)
        {
            columns.AddRange(header.Split(',').Skip(1));
        }
    }

    /// <inheritdoc/>
    public void Write(long step, double wallTime, IReadOnlyList<(string Tag, double Value)> values)
    {
        AddColumns(values);
        Dictionary<string, double> byTag = values.ToDictionary(v => v.Tag, v => v.Value);
        IEnumerable<string> cells =
            columns.Select(c => byTag.TryGetValue(c, out double v) && double.IsFinite(v) ? RowFile.Format(v) : string.Empty);
        File.AppendAllText(path, $"{RowFile.Format(step)},{string.Join(',', cells)}\n");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held open between two reports.
    }

    private void AddColumns(IReadOnlyList<(string Tag, double Value)> values)
    {
        string[] added = [.. values.Select(v => v.Tag).Except(columns)];
        if (added.Length == 0)
        {
            return;
        }

        columns.AddRange(added);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write($"{StepColumn},{string.Join(',', columns)}\n");
            string cells = new(',', added.Length);
            foreach (string line in File.Exists(path) ? File.ReadLines(path).Skip(1) : [])
            {
                writer.Write($"{line}{cells}\n");
            }
        });
    }
}
