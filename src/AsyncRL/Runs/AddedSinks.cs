using System.Globalization;
using AsyncRL.Metrics;

namespace AsyncRL.Runs;

/// <summary>Sinks of the user's own. One that throws is dropped, and the run goes on.</summary>
internal sealed class AddedSinks
{
    private readonly List<IMetricsSink> sinks = [];
    private readonly List<string> faults = [];

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
                faults.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The metrics sink {sinks[i].GetType().Name} threw {fault.GetType().Name}: {fault.Message} " +
                    $"(at step {step:N0}). It gets no more reports; training goes on."));
                sinks.RemoveAt(i--);
            }
        }
    }

    /// <summary>What went wrong since the last call; null if nothing did.</summary>
    public string? TakeWarning()
    {
        if (faults.Count == 0)
        {
            return null;
        }

        string warning = string.Join(' ', faults);
        faults.Clear();
        return warning;
    }
}
