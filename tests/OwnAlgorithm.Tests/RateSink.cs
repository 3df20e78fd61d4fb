using AsyncRL.Metrics;

namespace OwnAlgorithm.Tests;

/// <summary>Tells the exploration rate of each report.</summary>
internal sealed class RateSink(Action<double> tell) : IMetricsSink
{
    public void Write(long step, double wallTime, IReadOnlyList<(string Tag, double Value)> values) =>
        tell(values.Single(v => v.Tag == "rollout/exploration_rate").Value);

    public void Dispose()
    {
    }
}
