namespace AsyncRL.Environments.Underground;

/// <summary>How a player of <see cref="Catacombs"/> sees the room.</summary>
public enum CatacombsObservation
{
    /// <summary>As channels of cells.</summary>
    Grid,

    /// <summary>As a gray picture.</summary>
    Pixels,
}
