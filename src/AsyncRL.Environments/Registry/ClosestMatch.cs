namespace AsyncRL.Environments;

/// <summary>Finds what was probably meant by a misspelt name.</summary>
public static class ClosestMatch
{
    /// <summary>
    /// The candidate that takes the fewest edits (a character put in, left out or changed, or two neighbours exchanged, case
    /// ignored) to become <paramref name="name"/>; the first among equals; null where even that one differs in more than half of
    /// its characters.
    /// </summary>
    /// <param name="name">The name as given.</param>
    /// <param name="candidates">The names there are.</param>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        string? best = null;
        int bestEdits = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int edits = Edits(name, candidate);
            // A name given without its namespace or version ("Breakout") is nearer than its length says.
            if (name.Length >= 3 && candidate.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                edits = Math.Min(edits, 1);
            }

            if (edits < bestEdits && edits <= Math.Max(name.Length, candidate.Length) / 2)
            {
                (best, bestEdits) = (candidate, edits);
            }
        }

        return best;
    }

    private static int Edits(string first, string second)
    {
        string a = first.ToUpperInvariant();
        string b = second.ToUpperInvariant();
        var distance = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            distance[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            distance[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int change = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int best = Math.Min(change, Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    best = Math.Min(best, distance[i - 2, j - 2] + 1);
                }

                distance[i, j] = best;
            }
        }

        return distance[a.Length, b.Length];
    }
}
