namespace AsyncRL.Metrics;

/// <summary>
/// Somewhere that reports are written to: the files of a run's folder, or a sink of one's own (<c>TrainingRun.AddSink</c>).
/// </summary>
/// <remarks>
/// Used by one thread at a time. When <see cref="Write"/> returns, the report should be safe from a killed process: written, or
/// handed to the sink that writes it.
/// A resumed run reports again from its checkpoint on, so a sink that outlives the process drops what it holds of later steps, as
/// the run's own files do.
/// </remarks>
public interface IMetricsSink : IDisposable
{
    /// <summary>Writes one report: a row.</summary>
    /// <param name="step">Steps played, summed over all actors: the x-axis. It grows from report to report.</param>
    /// <param name="wallTime">Seconds since 1970 (UTC).</param>
    /// <param name="values">
    /// Tags and values, the same as in <c>progress.csv</c>: Stable-Baselines3's tags, such as <c>rollout/ep_rew_mean</c> and
    /// <c>train/value_loss</c>, those of the topology
    /// (<c>async/...</c>), and <c>eval/...</c> in the first report after an evaluation. No tag occurs twice; tags may come and go
    /// between reports. A value may be NaN, such as a mean
    /// over episodes before the first has ended; a sink leaves it out. The list is valid during the call only.
    /// </param>
    void Write(long step, double wallTime, IReadOnlyList<(string Tag, double Value)> values);
}
