using AsyncRL.Environments;

namespace AsyncRL.Play;

/// <summary>The lives left in environments that are played side by side.</summary>
internal sealed class PlayedLives
{
    private readonly IHasLives[] games;
    private readonly int[] left;

    /// <summary>Looks for the lives of environments.</summary>
    /// <param name="environments">The environments.</param>
    /// <param name="name">What they are called.</param>
    /// <exception cref="OptionException">They have no lives.</exception>
    public PlayedLives(Environments.Environment[] environments, string name)
    {
        games = [.. environments.Select(e => e.Unwrapped as IHasLives ?? throw new OptionException(
            $"terminal_on_life_loss: {name} has no lives, because {e.Unwrapped.GetType().Name} does not implement IHasLives; " +
            "leave terminal_on_life_loss at false."))];
        left = new int[games.Length];
    }

    /// <summary>Begins to count: after a reset, or where a state was loaded.</summary>
    /// <param name="b">The environment, from 0.</param>
    public void Begin(int b) => left[b] = games[b].Lives;

    /// <summary>
    /// Whether a step has cost a life and others are left: with 0 left, some games let the last one be played, and say
    /// themselves when they are over.
    /// </summary>
    /// <param name="b">The environment, from 0.</param>
    public bool IsOneLost(int b)
    {
        int before = left[b];
        left[b] = games[b].Lives;
        return left[b] > 0 && left[b] < before;
    }
}
