namespace AsyncRL.Search.Trees;

/// <summary>What a move without visits is worth to <see cref="Puct"/>: first-play urgency (Wang and Gelly 2007).</summary>
public enum FirstPlay
{
    /// <summary>A loss, as in AlphaZero.</summary>
    Lost,

    /// <summary>
    /// The position's value so far, less a reduction that grows with the share of the policy that was visited (Wu 2019).
    /// </summary>
    Reduced,
}
