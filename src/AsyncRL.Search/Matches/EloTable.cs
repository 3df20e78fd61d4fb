namespace AsyncRL.Search.Matches;

/// <summary>
/// Elo of several players from their games with one another: the ratings under which the results are most likely (Bradley and
/// Terry 1952), by the iteration of Hunter 2004, "MM algorithms for generalized Bradley-Terry models", equation 3.
/// </summary>
public static class EloTable
{
    // A drawn game of every pair that met, so that who wins every game still has a rating.
    private const double PriorGames = 1;
    private const double Scale = 400 / 2.302585092994046;   // Elo of a factor e in strength
    private const int MostRounds = 10_000;
    private const double Precision = 1e-9;

    /// <summary>Rates players. A drawn game is half a win, and each pair that met counts as having drawn one more.</summary>
    /// <param name="points">Points of the row's player against the column's: 1 a win, half a draw [players, players].</param>
    /// <param name="games">Games of the two, the same both ways round [players, players].</param>
    /// <param name="zero">The player whose Elo is 0.</param>
    /// <returns>Elo of each; the standard error of the difference to the one of 0, from the likelihood's curvature along that
    /// rating alone. Not a number for players whom no games join to that one, were it through others.</returns>
    public static (double Elo, double Error)[] Rate(double[,] points, int[,] games, int zero = 0)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(games);
        int players = points.GetLength(0);
        var strength = new double[players];
        Array.Fill(strength, 1);
        for (int round = 0; round < MostRounds; round++)
        {
            double change = 0;
            for (int i = 0; i < players; i++)
            {
                double won = 0, expected = 0;
                for (int j = 0; j < players; j++)
                {
                    if (games[i, j] > 0)
                    {
                        won += points[i, j] + (PriorGames / 2);
                        expected += (games[i, j] + PriorGames) / (strength[i] + strength[j]);
                    }
                }

                double now = expected == 0 ? 1 : won / expected;
                change = Math.Max(change, Math.Abs(Math.Log(now / strength[i])));
                strength[i] = now;
            }

            if (change < Precision)
            {
                break;
            }
        }

        bool[] joined = players == 0 ? [] : JoinedTo(zero, games);
        var ratings = new (double, double)[players];
        for (int i = 0; i < players; i++)
        {
            double information = 0;
            for (int j = 0; j < players; j++)
            {
                if (games[i, j] > 0)
                {
                    double rate = strength[i] / (strength[i] + strength[j]);
                    information += (games[i, j] + PriorGames) * rate * (1 - rate);
                }
            }

            ratings[i] = joined[i]
                ? (Scale * Math.Log(strength[i] / strength[zero]), information > 0 ? Scale / Math.Sqrt(information) : double.NaN)
                : (double.NaN, double.NaN);
        }

        return ratings;
    }

    private static bool[] JoinedTo(int player, int[,] games)
    {
        var joined = new bool[games.GetLength(0)];
        var reached = new List<int> { player };
        joined[player] = true;
        for (int i = 0; i < reached.Count; i++)
        {
            for (int j = 0; j < joined.Length; j++)
            {
                if (!joined[j] && games[reached[i], j] > 0)
                {
                    joined[j] = true;
                    reached.Add(j);
                }
            }
        }

        return joined;
    }
}
