using System.Globalization;
using AsyncRL.Metrics;

namespace AsyncRL.Runs;

/// <summary>Sinks of the user's own. One that throws is dropped, and the run goes on.</summary>
/// <param name="warnings">Gets a sentence when one does.</param>
internal sealed class AddedSinks(RunWarnings warnings)
{
    private readonly List<IMetricsSink> sinks = [];

    public bool Any => sinks.Count > 0;

    public void Add(IMetricsSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        sinks.Add(sink);
    }

    public void Write(long step, double wallTime, IReadOnlyList<(string Tag, double Value)> values)
    {
        for (int i = 0; i < sinks.Count; i++)
        {
            try
            {
                sinks[i].Write(step, wallTime, values);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                warnings.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The metrics sink {sinks[i].GetType().Name} threw {fault.GetType().Name}: {fault.Message} " +
                    $"(at step {step:N0}). It gets no more reports; training goes on."));
                sinks.RemoveAt(i--);
            }
        }
    }
}
