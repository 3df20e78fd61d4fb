using System.Numerics;

namespace AsyncRL.Search.Games;

/// <summary>
/// Two bitboards of seven bits a column, lowest row first; the seventh bit stays empty, so that no line runs from the top of a
/// column into the next.
/// </summary>
internal sealed class ConnectFourState(ConnectFour game) : GameState(game)
{
    internal const int Stride = ConnectFour.Height + 1;

    private const ulong Bottom = 0x0000_0408_1020_4081;  // the lowest bit of every column
    private const ulong Board = Bottom * ((1 << ConnectFour.Height) - 1);

    private ulong own;       // of the player to move
    private ulong occupied;
    private int last = -1;
    private bool won;        // by the player who moved last

    public override int MovesPlayed => BitOperations.PopCount(occupied);

    public override int Player => MovesPlayed & 1;

    public override int LastMove => last;

    public override bool IsOver => won || occupied == Board;

    public override float Outcome => won ? (Player == 1 ? 1 : -1) : 0;

    public override ulong Hash
    {
        get
        {
            ulong state = Key;
            return FastRandom.Stir(ref state);
        }
    }

    /// <summary>The stones of the player to move.</summary>
    public ulong Own => own;

    /// <summary>All stones.</summary>
    public ulong Occupied => occupied;

    /// <summary>A number that no other position has: own stones, and a bit over each column.</summary>
    public ulong Key => own + occupied + Bottom;

    public int StoneAt(int point)
    {
        ulong bit = 1UL << ((point % ConnectFour.Width * Stride) + ConnectFour.Height - 1 - (point / ConnectFour.Width));
        return (occupied & bit) == 0 ? 0 : (own & bit) != 0 ? 1 + Player : 2 - Player;
    }

    public override bool IsLegal(int move) => (uint)move < ConnectFour.Width && !won && (occupied & Top(move)) == 0;

    public override int WriteLegalMoves(Span<int> moves)
    {
        int count = 0;
        for (int move = 0; move < ConnectFour.Width && !won; move++)
        {
            if ((occupied & Top(move)) == 0)
            {
                moves[count++] = move;
            }
        }

        return count;
    }

    public override void Play(int move)
    {
        own ^= occupied;
        occupied |= occupied + (1UL << (move * Stride));
        won = HasFour(occupied ^ own);
        last = move;
    }

    public override int PlayRandom(ref FastRandom random, Span<int> scratch)
    {
        // A full column is rare; it is drawn again.
        int move = random.Below(ConnectFour.Width);
        while ((occupied & Top(move)) != 0)
        {
            move = random.Below(ConnectFour.Width);
        }

        Play(move);
        return move;
    }

    public override void CopyFrom(GameState other)
    {
        var from = (ConnectFourState)other;
        (own, occupied, last, won) = (from.own, from.occupied, from.last, from.won);
    }

    public override void WriteFeatures(Span<float> features)
    {
        for (int point = 0; point < ConnectFour.Width * ConnectFour.Height; point++)
        {
            int stone = StoneAt(point);
            features[2 * point] = stone == 1 + Player ? 1 : 0;
            features[(2 * point) + 1] = stone == 2 - Player ? 1 : 0;
        }
    }

    /// <summary>Whether stones hold four in a row: pairs, then pairs of pairs, in each of four directions.</summary>
    internal static bool HasFour(ulong stones)
    {
        ReadOnlySpan<int> directions = [1, Stride, Stride - 1, Stride + 1];
        foreach (int step in directions)
        {
            ulong pairs = stones & (stones >> step);
            if ((pairs & (pairs >> (2 * step))) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static ulong Top(int column) => 1UL << ((column * Stride) + ConnectFour.Height - 1);
}
