using AsyncRL.Environments;
using AsyncRL.Play;

namespace AsyncRL.Cluster.Wire;

/// <summary>What a player reports of its play since its last delivery.</summary>
/// <param name="measures">Receives what was measured of the episodes; null for nothing.</param>
/// <param name="observed">Receives what was observed; null unless observations are normalised.</param>
internal sealed class PlayReport(MeasureTotals? measures, RunningMoments? observed)
{
    /// <summary>The episodes that ended.</summary>
    public List<EpisodeRecord> Episodes { get; } = [];

    /// <summary>What was measured of them; null for nothing.</summary>
    public MeasureTotals? Measures { get; } = measures;

    /// <summary>Numbers of continuous actions that were played.</summary>
    public long ActionNumbers { get; set; }

    /// <summary>Those of them that were at a bound.</summary>
    public long ActionNumbersAtBounds { get; set; }

    /// <summary>What was observed; null unless observations are normalised.</summary>
    public RunningMoments? Observed { get; } = observed;
}
