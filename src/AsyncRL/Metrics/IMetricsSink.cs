namespace AsyncRL.Metrics;

/// <summary>Somewhere that reports are written to. Used by one thread; every report is on its way to the disk when the call returns.</summary>
public interface IMetricsSink : IDisposable
{
    /// <summary>Writes one report.</summary>
    /// <param name="step">Global steps: the x-axis.</param>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="values">Tags and values; a value that is not a number is left out.</param>
    void Write(long step, double wallTime, IReadOnlyList<(string Tag, double Value)> values);
}
