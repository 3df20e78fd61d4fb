using AsyncRL.Evaluation;
using AsyncRL.Metrics;
using AsyncRL.Play;

namespace AsyncRL.Runs;

/// <summary>Where a run's reports go: the metric files of its folder, if it has one, and the user's own sinks.</summary>
internal sealed class RunSinks : IDisposable
{
    private readonly AddedSinks added;
    private readonly IMetricsSink[] files = [];
    private readonly CsvSink? evaluations;
    private readonly MonitorWriter? monitor;

    /// <summary>Opens the files together. A resumed run drops what they hold from beyond the checkpoint.</summary>
    public RunSinks(RunFolder? folder, AddedSinks added, string environmentId, long resumedAt, long episodes)
    {
        this.added = added;
        if (folder is not null)
        {
            files =
            [
                new CsvSink(folder.ProgressCsvPath, resumedAt),
                new JsonLinesSink(folder.ProgressJsonPath, resumedAt),
                new TensorBoardWriter(folder.Path, resumedAt),
            ];
            evaluations = new CsvSink(folder.EvalCsvPath, resumedAt);
            monitor = new MonitorWriter(folder.MonitorCsvPath, environmentId, episodes);
        }
    }

    /// <summary>Whether reports are wanted.</summary>
    public bool Any => files.Length > 0 || added.Any;

    public void WriteReport(long step, IReadOnlyList<(string Tag, double Value)> values)
    {
        double now = Now;
        foreach (IMetricsSink file in files)
        {
            file.Write(step, now, values);
        }

        added.Write(step, now, values);
    }

    public void WriteEvaluation(long step, EvaluationResult result) => evaluations?.Write(step, Now,
    [
        ("eval/mean_reward", result.MeanReturn),
        ("eval/std_reward", result.StdReturn),
        ("eval/mean_ep_length", result.MeanLength),
        ("eval/episodes", result.Episodes),
        ("eval/capped", result.Capped),
    ]);

    public void WriteEpisodes(List<EpisodeRecord> episodes, double elapsed)
    {
        if (monitor is null)
        {
            return;
        }

        foreach (EpisodeRecord episode in episodes)
        {
            monitor.Write(episode.Return, episode.Length, elapsed);
        }

        monitor.Flush();
    }

    public void Dispose()
    {
        foreach (IMetricsSink file in files)
        {
            file.Dispose();
        }

        evaluations?.Dispose();
        monitor?.Dispose();
    }

    private static double Now => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
}
