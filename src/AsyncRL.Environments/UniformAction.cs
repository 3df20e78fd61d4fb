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
}
