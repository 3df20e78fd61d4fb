namespace AsyncRL.Search.Trees;

/// <summary>What a move is expected to be worth before it was tried: results of simulations that were never made.</summary>
public struct MovePrior
{
    /// <summary>The move.</summary>
    public int Move { get; init; }

    /// <summary>The sum of their values for the player who makes the move, each from -1 to 1.</summary>
    public float Sum { get; set; }

    /// <summary>How many they are.</summary>
    public float Weight { get; set; }

    /// <summary>Adds results.</summary>
    /// <param name="value">Their value, -1 to 1.</param>
    /// <param name="weight">How many.</param>
    public void Add(float value, float weight)
    {
        Sum += value * weight;
        Weight += weight;
    }
}
