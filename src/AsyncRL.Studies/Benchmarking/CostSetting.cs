using System.Globalization;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Benchmarking;

/// <summary>A cost that environments are given, to compare topologies on.</summary>
/// <param name="Microseconds">Mean cost of a step; 0 leaves the environment as it is.</param>
/// <param name="Kind">Work, which keeps a core busy, or a wait, which does not.</param>
/// <param name="Spread">How it is spread over the steps.</param>
public sealed record CostSetting(double Microseconds, CostKind Kind, CostSpread Spread)
{
    /// <summary>In a few words: "50 us of work, exponential".</summary>
    public string Name => Microseconds == 0 ? "no cost" : string.Create(
        CultureInfo.InvariantCulture, $"{Microseconds:0.###} us of {(Kind == CostKind.Work ? "work" : "waiting")}, {Spread switch
        {
            CostSpread.Constant => "constant",
            CostSpread.Exponential => "exponential",
            _ => "at resets",
        }}");

    /// <summary>The settings to compare on: every cost in every spread, and no cost once.</summary>
    /// <param name="work">Costs of work in microseconds per step.</param>
    /// <param name="waits">Costs of waiting in microseconds per step.</param>
    /// <returns>The settings, work first.</returns>
    public static IReadOnlyList<CostSetting> All(IEnumerable<double> work, IEnumerable<double> waits) =>
    [
        .. work.Select(c => (c, CostKind.Work)).Concat(waits.Select(c => (c, CostKind.Wait))).SelectMany(
            c => Enum.GetValues<CostSpread>().Where(s => c.Item1 > 0 || s == CostSpread.Constant)
                .Select(s => new CostSetting(c.Item1, c.Item2, s))),
    ];

    /// <summary>Gives an environment the cost.</summary>
    /// <param name="environment">The environment.</param>
    /// <returns>The environment with the cost.</returns>
    public Environment Around(Environment environment) =>
        Microseconds == 0 ? environment : new ImposedCost(environment, Microseconds, Spread, Kind);
}
