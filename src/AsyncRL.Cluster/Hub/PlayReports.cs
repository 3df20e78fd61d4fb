using AsyncRL.Cluster.Wire;
using AsyncRL.Environments;
using AsyncRL.Observations;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster.Hub;

/// <summary>Receives what processes report of their play: episodes that ended, actions at bounds, and observations.</summary>
/// <remarks>Episodes and statistics have locks of their own.</remarks>
/// <param name="episodes">The episodes that others played.</param>
/// <param name="normalizer">Statistics of the observations; null unless they are normalised.</param>
/// <param name="inputLength">Numbers of an observation.</param>
internal sealed class PlayReports(PlayedEpisodes episodes, ObservationNormalizer? normalizer, int inputLength)
{
    /// <summary>Room for episodes that others play, which names what is measured of them: one environment of each task says
    /// it.</summary>
    /// <param name="parts">Makes environments.</param>
    /// <param name="first">The first of them.</param>
    public static PlayedEpisodes Episodes(TopologyParts parts, Environments.Environment first)
    {
        var episodes = new PlayedEpisodes();
        int tasks = TaskEnvironment.Of(first)?.Spaces.Count ?? 1;
        if (MeasuredEpisodes.Of([first, .. Enumerable.Range(1, tasks - 1).Select(parts.CreateEnvironment)]) is { } measured)
        {
            episodes.Measure(measured.Names);
        }

        return episodes;
    }

    /// <summary>Reads a report, at the same time as other threads do.</summary>
    /// <param name="reader">Stands at the report.</param>
    /// <returns>The report.</returns>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    public PlayReport Read(BinaryReader reader)
    {
        var report = new PlayReport(episodes.SumMeasures(), normalizer is null ? null : new RunningMoments(inputLength));
        Delivery.Read(reader, report);
        return report.Observed is null || ObservationNormalizer.MayAdd(report.Observed)
            ? report
            : throw new InvalidDataException("statistics of observations in which a number is not finite");
    }

    /// <summary>Takes a report in. Under the gate.</summary>
    /// <param name="report">The report.</param>
    public void Add(PlayReport report)
    {
        report.Episodes.ForEach(episodes.Add);
        episodes.CountActions(report.ActionNumbers, report.ActionNumbersAtBounds);
        if (report.Measures is { } measures)
        {
            episodes.TakeMeasures(measures);
        }

        if (report.Observed is { } observed)
        {
            normalizer!.Add(observed);
        }
    }
}
