namespace AsyncRL.Environments;

/// <summary>The policy that knows nothing.</summary>
public static class UniformAction
{
    /// <summary>Draws uniformly among the legal actions.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="actions">Number of actions.</param>
    /// <param name="legal">Which are legal; empty for all.</param>
    /// <returns>An action.</returns>
    /// <exception cref="ArgumentException">No action is legal.</exception>
    public static int Draw(Pcg64 random, int actions, ReadOnlySpan<bool> legal)
    {
        if (legal.IsEmpty)
        {
            return random.Integers(0, actions);
        }

        int skip = legal.Count(true);
        if (skip == 0)
        {
            throw new ArgumentException("No action is legal; an environment must always leave at least one.");
        }

        skip = random.Integers(0, skip);
        for (int a = 0; ; a++)
        {
            if (legal[a] && skip-- == 0)
            {
                return a;
            }
        }
    }

    /// <summary>Draws several choices, each uniformly among its legal values.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="counts">Number of values of each choice.</param>
    /// <param name="legal">Which values are legal, choice after choice; empty for all.</param>
    /// <param name="choices">Receives one value per choice.</param>
    /// <exception cref="ArgumentException">A choice has no legal value.</exception>
    public static void Draw(Pcg64 random, ReadOnlySpan<int> counts, ReadOnlySpan<bool> legal, Span<int> choices)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            choices[i] = Draw(random, counts[i], legal.IsEmpty ? legal : legal[..counts[i]]);
            legal = legal.IsEmpty ? legal : legal[counts[i]..];
        }
    }
}
