namespace AsyncRL.Search.Trees;

/// <summary>What a search knows of a move at its root.</summary>
/// <param name="Move">The move.</param>
/// <param name="Visits">Simulations that began with it.</param>
/// <param name="Value">Their mean value for the player to move, -1 to 1.</param>
/// <param name="LowerBound">The value less some deviations of the mean.</param>
/// <param name="Prior">The prior's value or probability.</param>
/// <param name="Proven">What is certain.</param>
public readonly record struct MoveStatistics(
    int Move, int Visits, float Value, float LowerBound, float Prior, Proof Proven);
