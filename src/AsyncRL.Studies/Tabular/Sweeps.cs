using AsyncRL.Environments.Tabular;

namespace AsyncRL.Tabular;

/// <summary>When sweeps over all states are enough, and when they are too many.</summary>
internal static class Sweeps
{
    private const int Most = 1_000_000;

    /// <summary>How far a value moved; relative to its size where that is above 1, because doubles round that much.</summary>
    public static double Change(double before, double after) => Math.Abs(after - before) / Math.Max(1, Math.Abs(after));

    public static void Count(ref int sweeps, double gamma)
    {
        if (++sweeps > Most)
        {
            throw new InvalidOperationException(
                $"The values did not settle in {Most} sweeps with a gamma of {gamma}: from some state the end is never " +
                "reached; take a gamma below 1.");
        }
    }

    public static void Require(ITabularModel model, double gamma, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!(gamma is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(gamma), $"gamma: {gamma} is out of range; it must be from 0 to 1.");
        }

        if (!(tolerance > 0) || !double.IsFinite(tolerance))
        {
            throw new ArgumentOutOfRangeException(
                nameof(tolerance), $"tolerance: {tolerance} is out of range; it must be above 0.");
        }
    }
}
