namespace AsyncRL.Environments.Labyrinths;

/// <summary>Something to be found in a labyrinth.</summary>
/// <param name="X">Where, in cells.</param>
/// <param name="Y">Where, in cells.</param>
/// <param name="IsPortal">A portal; else an apple.</param>
/// <param name="IsPresent">False for an apple that was eaten.</param>
internal record struct Thing(float X, float Y, bool IsPortal, bool IsPresent);
