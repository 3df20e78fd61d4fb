using System.Diagnostics.Metrics;

namespace AsyncRL.Cluster.Hub;

/// <summary>What a learner tells of its cluster to whoever listens, such as OpenTelemetry: the meter "AsyncRL.Cluster".</summary>
internal static class ClusterMeter
{
    private static readonly Meter Meter = new("AsyncRL.Cluster");
    private static readonly Counter<long> Steps = Meter.CreateCounter<long>(
        "asyncrl.cluster.steps", "{step}", "Steps received.");

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "asyncrl.cluster.received", "By", "Bytes of experience received.");

    private static readonly Counter<long> LostProcesses = Meter.CreateCounter<long>(
        "asyncrl.cluster.lost", "{process}", "Processes dropped because nothing was heard of them.");

    private static readonly Histogram<long> Lags = Meter.CreateHistogram<long>(
        "asyncrl.cluster.lag", "{update}", "Updates that a trajectory is behind when it is received.");

    private static readonly Counter<long> Gradients = Meter.CreateCounter<long>(
        "asyncrl.gorila.gradients", "{gradient}", "Gradients applied by the parameter server.");

    private static readonly Counter<long> StaleGradients = Meter.CreateCounter<long>(
        "asyncrl.gorila.stale", "{gradient}", "Gradients dropped because they were too old.");

    private static readonly Counter<long> OutlierGradients = Meter.CreateCounter<long>(
        "asyncrl.gorila.outliers", "{gradient}", "Gradients that bundles dropped because their loss was an outlier.");

    private static readonly Histogram<long> Staleness = Meter.CreateHistogram<long>(
        "asyncrl.gorila.staleness", "{update}", "Updates that a gradient's parameters are behind when it is complete.");

    public static void Pushed(bool applied, long staleness)
    {
        (applied ? Gradients : StaleGradients).Add(1);
        Staleness.Record(staleness);
    }

    public static void Outliers(int count) => OutlierGradients.Add(count);

    public static void Received(int steps, int bytes, long lag)
    {
        Steps.Add(steps);
        Bytes.Add(bytes);
        Lags.Record(lag);
    }

    public static void Lost() => LostProcesses.Add(1);
}
