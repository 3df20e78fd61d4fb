namespace AsyncRL.Search.Players;

/// <summary>Which side an agent plays.</summary>
public enum GameSide
{
    /// <summary>Drawn in every episode.</summary>
    Either,

    /// <summary>The side that begins.</summary>
    First,

    /// <summary>The other side.</summary>
    Second,
}
