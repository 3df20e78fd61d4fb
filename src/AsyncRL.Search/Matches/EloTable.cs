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
    /// <returns>Elo of each, and the standard error of the difference to the one of 0, from the likelihood's curvature at its
    /// maximum. Not a number for players whom no games join to that one, were it through others.</returns>
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

        var ratings = new (double, double)[players];
        Array.Fill(ratings, (double.NaN, double.NaN));
        if (players > 0)
        {
            ratings[zero] = (0, 0);
            int[] joined = [.. JoinedTo(zero, games).Skip(1)];
            double[,] covariance = Covariance(joined, strength, games);
            for (int i = 0; i < joined.Length; i++)
            {
                ratings[joined[i]] =
                    (Scale * Math.Log(strength[joined[i]] / strength[zero]), Scale * Math.Sqrt(covariance[i, i]));
            }
        }

        return ratings;
    }

    // Of the logarithms of players' strengths: the inverse of Fisher's information, without the player whose strength is given.
    private static double[,] Covariance(int[] players, double[] strength, int[,] games)
    {
        var matrix = new double[players.Length, players.Length];
        var rows = new int[strength.Length];
        Array.Fill(rows, -1);
        for (int row = 0; row < players.Length; row++)
        {
            rows[players[row]] = row;
        }

        for (int row = 0; row < players.Length; row++)
        {
            int i = players[row];
            for (int j = 0; j < strength.Length; j++)
            {
                if (games[i, j] > 0)
                {
                    double rate = strength[i] / (strength[i] + strength[j]);
                    double information = (games[i, j] + PriorGames) * rate * (1 - rate);
                    matrix[row, row] += information;
                    if (rows[j] >= 0)
                    {
                        matrix[row, rows[j]] -= information;
                    }
                }
            }
        }

        Invert(matrix);
        return matrix;
    }

    // Gauss and Jordan, in place. The matrix is positive definite, so no pivot is 0.
    private static void Invert(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        for (int pivot = 0; pivot < size; pivot++)
        {
            double inverse = 1 / matrix[pivot, pivot];
            matrix[pivot, pivot] = 1;
            for (int j = 0; j < size; j++)
            {
                matrix[pivot, j] *= inverse;
            }

            for (int i = 0; i < size; i++)
            {
                double factor = matrix[i, pivot];
                if (i == pivot || factor == 0)
                {
                    continue;
                }

                matrix[i, pivot] = 0;
                for (int j = 0; j < size; j++)
                {
                    matrix[i, j] -= factor * matrix[pivot, j];
                }
            }
        }
    }

    private static List<int> JoinedTo(int player, int[,] games)
    {
        var isJoined = new bool[games.GetLength(0)];
        var joined = new List<int> { player };
        isJoined[player] = true;
        for (int i = 0; i < joined.Count; i++)
        {
            for (int j = 0; j < isJoined.Length; j++)
            {
                if (!isJoined[j] && games[joined[i], j] > 0)
                {
                    isJoined[j] = true;
                    joined.Add(j);
                }
            }
        }

        return joined;
    }
}
