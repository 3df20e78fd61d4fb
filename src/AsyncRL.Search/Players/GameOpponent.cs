namespace AsyncRL.Search.Players;

/// <summary>Whom an agent meets in a game.</summary>
public enum GameOpponent
{
    /// <summary>Uniform legal moves.</summary>
    Random,

    /// <summary>UCT with rollouts.</summary>
    Uct,
}
