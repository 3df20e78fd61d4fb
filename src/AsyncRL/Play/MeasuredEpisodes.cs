using AsyncRL.Environments;

namespace AsyncRL.Play;

/// <summary>What environments that are played side by side measure of their episodes.</summary>
/// <remarks>Allocates nothing once constructed.</remarks>
internal sealed class MeasuredEpisodes
{
    private readonly IEpisodeMeasures[] environments;
    private readonly double[] values;

    private MeasuredEpisodes(IEpisodeMeasures[] environments)
    {
        this.environments = environments;
        Names = [.. environments[0].MeasureNames];
        values = new double[Names.Count];
    }

    /// <summary>What is measured.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// Looks for what environments measure; null where one of them measures nothing, or, being of another task, something else.
    /// </summary>
    /// <param name="environments">The environments.</param>
    public static MeasuredEpisodes? Of(IReadOnlyList<Environments.Environment> environments) =>
        environments[0].Unwrapped is IEpisodeMeasures first && environments.All(
            e => e.Unwrapped is IEpisodeMeasures other && other.MeasureNames.SequenceEqual(first.MeasureNames))
            ? new MeasuredEpisodes([.. environments.Select(e => (IEpisodeMeasures)e.Unwrapped)])
            : null;

    /// <summary>The measures of an environment's episode.</summary>
    /// <param name="b">The environment, from 0.</param>
    /// <returns>A number for each name, valid until the next call.</returns>
    public ReadOnlySpan<double> Read(int b)
    {
        environments[b].WriteMeasures(values);
        return values;
    }
}
