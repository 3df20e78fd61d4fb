namespace AsyncRL.Policies;

/// <summary>Choosing among action values.</summary>
public static class ActionValues
{
    /// <summary>The legal action of greatest value; the first of several equal ones.</summary>
    /// <param name="q">One value per action.</param>
    /// <param name="legal">Which actions are legal; empty for all.</param>
    /// <returns>The action.</returns>
    public static int Greedy(ReadOnlySpan<float> q, ReadOnlySpan<bool> legal)
    {
        int best = -1;
        for (int a = 0; a < q.Length; a++)
        {
            if ((legal.IsEmpty || legal[a]) && (best < 0 || q[a] > q[best]))
            {
                best = a;
            }
        }

        return best >= 0
            ? best
            : throw new ArgumentException("No action is legal; an environment must always leave at least one.");
    }
}
