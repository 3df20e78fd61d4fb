using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>Plays a game by rules written by hand, from its observations alone.</summary>
public interface IScriptedPlayer
{
    /// <summary>Forgets the episode before.</summary>
    void Begin();

    /// <summary>Chooses an action.</summary>
    /// <param name="observation">What the game shows.</param>
    /// <returns>The action, valid until the next call.</returns>
    EnvironmentAction Act(ReadOnlySpan<float> observation);
}
