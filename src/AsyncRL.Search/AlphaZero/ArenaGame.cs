namespace AsyncRL.Search.AlphaZero;

/// <summary>A game that is to be played for the ratings, or for the gate.</summary>
/// <param name="A">Number of the network that is rated; <see cref="Candidate"/> in a match for the gate.</param>
/// <param name="B">Number of the opponent; <see cref="Candidate"/> for the parameters that are played with.</param>
/// <param name="Number">From 0: games 2n and 2n + 1 begin alike, with sides exchanged.</param>
internal readonly record struct ArenaGame(int A, int B, int Number)
{
    /// <summary>In place of a player's number.</summary>
    public const int Candidate = -1;

    /// <summary>Whether it is a candidate's.</summary>
    public bool IsOfGate => A == Candidate;
}
