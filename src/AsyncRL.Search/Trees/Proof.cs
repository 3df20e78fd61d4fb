namespace AsyncRL.Search.Trees;

/// <summary>A result that is certain, for the player who made the move.</summary>
public enum Proof : sbyte
{
    /// <summary>Nothing is certain.</summary>
    Unknown = 0,

    /// <summary>It loses.</summary>
    Loss = 1,

    /// <summary>It draws.</summary>
    Draw = 2,

    /// <summary>It wins.</summary>
    Win = 3,
}
