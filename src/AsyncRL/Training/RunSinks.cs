using AsyncRL.Evaluation;
using AsyncRL.Metrics;
using AsyncRL.Serialization;
using AsyncRL.Topologies;

namespace AsyncRL.Training;

/// <summary>The metric files of a run folder, opened together. A resumed run drops what its files hold from beyond the checkpoint.</summary>
internal sealed class RunSinks : IDisposable
{
    private readonly IMetricsSink[] sinks;
    private readonly CsvSink evaluations;
    private readonly MonitorWriter monitor;

    private RunSinks(RunFolder folder, string environmentId, long resumedAt, long episodes)
    {
        sinks =
        [
            new CsvSink(folder.ProgressCsvPath, resumedAt),
            new JsonLinesSink(folder.ProgressJsonPath, resumedAt),
            new TensorBoardWriter(folder.Path, resumedAt),
        ];
        evaluations = new CsvSink(folder.EvalCsvPath, resumedAt);
        monitor = new MonitorWriter(folder.MonitorCsvPath, environmentId, episodes);
    }

    public static RunSinks Open(RunFolder folder, string environmentId, long resumedAt, long episodes) =>
        new(folder, environmentId, resumedAt, episodes);

    public void WriteReport(long step, IReadOnlyList<(string Tag, double Value)> values)
    {
        foreach (IMetricsSink sink in sinks)
        {
            sink.Write(step, Now, values);
        }
    }

    public void WriteEvaluation(long step, EvaluationResult result) => evaluations.Write(step, Now,
    [
        ("eval/mean_reward", result.MeanReturn),
        ("eval/std_reward", result.StdReturn),
        ("eval/mean_ep_length", result.MeanLength),
        ("eval/episodes", result.Episodes),
        ("eval/capped", result.Capped),
    ]);

    public void WriteEpisodes(List<EpisodeRecord> episodes, double elapsed)
    {
        foreach (EpisodeRecord episode in episodes)
        {
            monitor.Write(episode.Return, episode.Length, elapsed);
        }

        monitor.Flush();
    }

    public void Dispose()
    {
        foreach (IMetricsSink sink in sinks)
        {
            sink.Dispose();
        }

        evaluations.Dispose();
        monitor.Dispose();
    }

    private static double Now => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
}
