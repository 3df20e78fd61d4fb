namespace AsyncRL.Search.AlphaZero;

/// <summary>How many of the newest positions are learned from.</summary>
internal static class ReplayWindow
{
    /// <summary>A share of all, within bounds: early positions were played by a network that knew nothing.</summary>
    /// <param name="played">Positions played so far.</param>
    /// <param name="share">The share, 0 to 1.</param>
    /// <param name="least">Fewest, as far as there are any.</param>
    /// <param name="most">Most.</param>
    public static long Length(long played, double share, long least, long most) =>
        Math.Min(played, Math.Min(most, Math.Max(least, (long)(share * played))));
}
