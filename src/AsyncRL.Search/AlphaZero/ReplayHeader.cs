using System.Runtime.InteropServices;

namespace AsyncRL.Search.AlphaZero;

/// <summary>The beginning of a record of a position; behind it lie the policy and, where points have owners, these.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct ReplayHeader
{
    /// <summary>Its length in bytes.</summary>
    public const int Length = 24;

    /// <summary>The number of the game's first move among all moves that were ever played.</summary>
    public long FirstMove;

    /// <summary>Moves that lead to the position.</summary>
    public int Plies;

    /// <summary>How the game ended for player 0: 1, 0 or -1.</summary>
    public float Outcome;

    /// <summary>Player 0's points less player 1's in the end.</summary>
    public float Score;

    /// <summary>1 where the game was played to its end, so that owners and score are known; 0 where somebody resigned.</summary>
    public int IsPlayedOut;
}
