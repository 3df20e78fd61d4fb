namespace AsyncRL.Search.Matches;

/// <summary>How a match is played.</summary>
public sealed record MatchSettings
{
    /// <summary>Games; 20 unless set. Each opening is played twice, with sides exchanged.</summary>
    public int Games { get; init; } = 20;

    /// <summary>Moves of the random opening of each pair; 2 unless set. In Go they keep off the edge.</summary>
    public int OpeningMoves { get; init; } = 2;

    /// <summary>The seed of the openings.</summary>
    public ulong Seed { get; init; }
}
