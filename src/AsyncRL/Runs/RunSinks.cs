using AsyncRL.Evaluation;
using AsyncRL.Metrics;
using AsyncRL.Play;

namespace AsyncRL.Runs;

/// <summary>Where a run's reports go: the metric files of its folder, if it has one, and the user's own sinks.</summary>
internal sealed class RunSinks : IDisposable
{
    private readonly AddedSinks added;
    private readonly MetricsFile<IMetricsSink>[] files = [];
    private readonly MetricsFile<CsvSink>? evaluations;
    private readonly MetricsFile<MonitorWriter>? monitor;

    // What is in the files: where one that failed is taken up again.
    private long reported;
    private long evaluated;
    private MonitorPosition monitored;

    /// <summary>Opens the files together. A resumed run drops what they hold from beyond the checkpoint.</summary>
    public RunSinks(
        RunFolder? folder, AddedSinks added, RunWarnings warnings, string environmentId, long resumedAt,
        MonitorPosition monitored, ReportOptions options, IReadOnlyList<string> tasks)
    {
        this.added = added;
        (reported, evaluated, this.monitored) = (resumedAt, resumedAt, monitored);
        if (folder is not null)
        {
            files =
            [
                new(folder.ProgressCsvPath, () => new CsvSink(folder.ProgressCsvPath, reported), warnings),
                new(folder.ProgressJsonPath, () => new JsonLinesSink(folder.ProgressJsonPath, reported), warnings),
                new("the TensorBoard file", () => new TensorBoardWriter(folder.Path, reported), warnings),
            ];
            evaluations = new(folder.EvalCsvPath, () => new CsvSink(folder.EvalCsvPath, evaluated), warnings);
            monitor = new(
                folder.MonitorCsvPath,
                () => new MonitorWriter(
                    folder.MonitorCsvPath, environmentId, this.monitored, options.MonitorEvery, options.MonitorRows, tasks),
                warnings);
        }
    }

    /// <summary>Whether reports are wanted.</summary>
    public bool Any => files.Length > 0 || added.Any;

    public void WriteReport(long step, IReadOnlyList<(string Tag, double Value)> values)
    {
        double now = Now;
        foreach (MetricsFile<IMetricsSink> file in files)
        {
            file.Write(f => f.Write(step, now, values));
        }

        reported = step;
        added.Write(step, now, values);
    }

    public void WriteEvaluation(long step, EvaluationResult result)
    {
        evaluations?.Write(f => f.Write(step, Now,
        [
            ("eval/mean_reward", result.MeanReturn),
            ("eval/std_reward", result.StdReturn),
            ("eval/mean_ep_length", result.MeanLength),
            ("eval/episodes", result.Episodes),
            ("eval/capped", result.Capped),
            .. result.MeasureValues(),
            .. result.Tasks.Select(t => ($"eval/mean_reward/{t.Task}", t.Result.MeanReturn)),
            .. result.Tasks.Select(t => ($"eval/mean_ep_length/{t.Task}", t.Result.MeanLength)),
        ]));
        evaluated = step;
    }

    /// <summary>Writes finished episodes to monitor.csv.</summary>
    /// <param name="episodes">The episodes.</param>
    /// <param name="each">How many finished episodes each of them stands for.</param>
    /// <param name="elapsed">Seconds that the run has trained.</param>
    /// <returns>What the file holds now.</returns>
    public MonitorPosition WriteEpisodes(List<EpisodeRecord> episodes, long each, double elapsed)
    {
        monitor?.Write(f =>
        {
            foreach (EpisodeRecord episode in episodes)
            {
                f.Write(episode.Return, episode.Length, elapsed, each, episode.Task);
            }

            f.Flush();
            monitored = f.Position;
        });
        return monitored;
    }

    public void Dispose()
    {
        foreach (MetricsFile<IMetricsSink> file in files)
        {
            file.Dispose();
        }

        evaluations?.Dispose();
        monitor?.Dispose();
    }

    private static double Now => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
}
