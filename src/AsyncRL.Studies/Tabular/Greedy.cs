namespace AsyncRL.Tabular;

/// <summary>The best action in a table of values of actions.</summary>
internal static class Greedy
{
    // Values that should be equal differ by rounding.
    private const double Tie = 1e-9;

    /// <summary>An action of the greatest value: the first of them, or the preferred one if it is among them.</summary>
    public static int Action(double[,] q, int state, int preferred = 0)
    {
        double greatest = Value(q, state);
        double enough = greatest - (Tie * Math.Max(1, Math.Abs(greatest)));
        if (q[state, preferred] >= enough)
        {
            return preferred;
        }

        int action = 0;
        while (q[state, action] < enough)
        {
            action++;
        }

        return action;
    }

    /// <summary>The greatest value: max_a Q(s, a).</summary>
    public static double Value(double[,] q, int state)
    {
        double greatest = q[state, 0];
        for (int a = 1; a < q.GetLength(1); a++)
        {
            greatest = Math.Max(greatest, q[state, a]);
        }

        return greatest;
    }
}
