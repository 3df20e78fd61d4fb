using System.Globalization;

namespace AsyncRL.Search.Matches;

/// <summary>The score of a match in the view of player A.</summary>
/// <param name="Wins">Games that A won.</param>
/// <param name="Losses">Games that A lost.</param>
/// <param name="Draws">Drawn games.</param>
/// <param name="SecondsA">Seconds a move of A, on average.</param>
/// <param name="SecondsB">Seconds a move of B.</param>
public sealed record MatchResult(int Wins, int Losses, int Draws, double SecondsA, double SecondsB)
{
    /// <summary>Why the match ended before its time, as where a program has died; null where it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Games played.</summary>
    public int Games => Wins + Losses + Draws;

    /// <summary>A's share of the points, draws half.</summary>
    public double Rate => Games == 0 ? 0.5 : (Wins + (0.5 * Draws)) / Games;

    /// <summary>The rate's 95 % interval.</summary>
    public (double Low, double High) Interval => Wilson.Interval(Wins + (0.5 * Draws), Games);

    /// <summary>Wins, losses and draws, the rate and the Elo that it is worth, each with its interval.</summary>
    public override string ToString()
    {
        (double low, double high) = Interval;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Wins}-{Losses}-{Draws}  rate {Rate:0.00} ({low:0.00} to {high:0.00})  " +
            $"Elo {Elo(Rate)} ({Elo(low)} to {Elo(high)})");
    }

    private static string Elo(double rate) => rate <= 0 ? "-inf" : rate >= 1 ? "+inf"
        : Wilson.Elo(rate).ToString("+0;-0;0", CultureInfo.InvariantCulture);
}
