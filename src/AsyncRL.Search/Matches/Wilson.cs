namespace AsyncRL.Search.Matches;

/// <summary>
/// What a score over some games says of a player (Wilson 1927): the rates that fit it, and the Elo they are worth.
/// </summary>
public static class Wilson
{
    // 95 % of a normal distribution lie within so many deviations.
    private const double Deviations = 1.959964;

    /// <summary>The 95 % interval of a rate.</summary>
    /// <param name="points">Points won: 1 a win, half a draw.</param>
    /// <param name="games">Games played; the interval is 0 to 1 without any.</param>
    public static (double Low, double High) Interval(double points, int games)
    {
        if (games == 0)
        {
            return (0, 1);
        }

        double rate = points / games, z2 = Deviations * Deviations;
        double middle = (rate + (z2 / (2 * games))) / (1 + (z2 / games));
        double reach = Deviations / (1 + (z2 / games))
            * Math.Sqrt((rate * (1 - rate) / games) + (z2 / (4.0 * games * games)));
        return (points == 0 ? 0 : middle - reach, points == games ? 1 : middle + reach);
    }

    /// <summary>The difference in Elo at which a player is expected to score a rate: 400 log10(r / (1 - r)).</summary>
    /// <param name="rate">The rate, 0 to 1; infinite at the ends.</param>
    public static double Elo(double rate) => 400 * Math.Log10(rate / (1 - rate));
}
