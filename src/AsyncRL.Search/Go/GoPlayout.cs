using System.Numerics;
using System.Runtime.CompilerServices;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.Go;

/// <summary>
/// Plays games to their end: uniformly, or with the local answers of MoGo's playouts (Gelly et al. 2006): save what the last
/// move puts in atari, capture, fit a 3 x 3 shape beside it; else anything. Between captures and shapes come the vital points of
/// small eyes and chains with two liberties. Players pass where nothing is left but own eyes, and moves
/// that would give more than four stones up, as in a seki.
/// </summary>
internal sealed unsafe class GoPlayout
{
    // Own chains of this many stones or more are not put into atari by moves at random; where nothing else is left, as in a seki,
    // only to give up so few that they may kill a group from within.
    private const int WorthKeeping = 2, MostGivenUp = 4;

    private readonly GoBoard board;
    private readonly int most;
    private readonly bool heavy;
    private readonly ushort[] found = new ushort[64];
    private readonly ushort[] nearby = new ushort[4];   // own chains beside the last move, with two liberties at most
    private readonly short[] outside;
    private readonly int pass;
    private FastRandom random;

    public GoPlayout(GoGame game, bool heavy, ulong seed)
    {
        board = new GoBoard(game.Points);
        most = game.LongestGame;
        outside = game.Points.Outside;
        pass = game.Pass;
        this.heavy = heavy;
        random = new FastRandom(seed);
    }

    /// <summary>Starts the generator over.</summary>
    public void Reseed(ulong seed) => random = new FastRandom(seed);

    /// <summary>The board; its end after <see cref="Run"/>.</summary>
    public GoBoard Board => board;

    /// <summary>Plays to the end.</summary>
    /// <param name="start">The position to begin at; it stays as it is.</param>
    /// <param name="trace">Receives the moves; what does not fit is left out.</param>
    /// <returns>How many moves were played.</returns>
    public int Run(GoState start, Span<short> trace)
    {
        board.CopyFrom(start.Board);
        int last = CellOf(start, start.MoveBack(1));
        int played = 0;
        int passes = start.Passes;
        while (passes < 2 && played < most)
        {
            int move = heavy && last != 0 ? Answer(last) : 0;
            if (move == 0)
            {
                move = heavy ? Sensible() : board.RandomMove(ref random);
            }

            if (played < trace.Length)
            {
                trace[played] = move == 0 ? (short)pass : outside[move];
            }

            played++;
            if (move == 0)
            {
                board.Pass();
                passes++;
            }
            else
            {
                board.Play(move);
                passes = 0;
            }

            last = move;
        }

        return played;
    }

    private static int CellOf(GoState state, int move) =>
        move < 0 || move == state.Game.Pass ? 0 : ((GoGame)state.Game).Points.Inside[move];

    // A local answer to the last move, or 0.
    private int Answer(int last)
    {
        int own = board.ToMove;
        int count = 0, narrow = 0;

        // Save own chains that the last move has put in atari.
        for (int side = 0; side < 4; side++)
        {
            int cell = last + board.Sides[side], head = board.HeadOf(cell);
            if (board.Colors[cell] != own || board.LibertiesOf(head) > 2 || IsIn(nearby, narrow, head))
            {
                continue;
            }

            nearby[narrow++] = (ushort)head;
            if (board.IsInAtari(head))
            {
                count = AddEscapes(head, count);
            }
        }

        if (count > 0)
        {
            return found[random.Below(count)];
        }

        // Capture the last move's own chain.
        int foe = board.HeadOf(last);
        if (board.Colors[last] == 3 - own && board.IsInAtari(foe))
        {
            int liberty = board.LibertyOf(foe);
            if (liberty != board.Ko)
            {
                return liberty;
            }
        }

        var around = new GoWindow(board, last);

        // Kill a small eye that the last move closed, or opened by taking stones, at the point that would make two of it.
        int vital = GoVitalPoint.Beside(board, last, own, around);
        if (vital != 0)
        {
            return vital;
        }

        count = AddTwoLiberties(last, own, narrow);
        if (count > 0)
        {
            return found[random.Below(count)];
        }

        // Shapes beside it.
        for (ulong beside = around.Of(GoBoard.Empty) & GoWindow.Ring; beside != 0; beside &= beside - 1)
        {
            int cell = last + GoWindow.Offset(BitOperations.TrailingZeroCount(beside), board.Stride);
            if (GoPatterns.Fits(board, cell) && board.Survives(cell, own) && !IsSelfAtari(cell, own))
            {
                found[count++] = (ushort)cell;
            }
        }

        return count > 0 ? found[random.Below(count)] : 0;
    }

    // Where the last move's chain has two liberties, either one puts it in atari; own chains beside it that have two get a third.
    private int AddTwoLiberties(int last, int own, int narrow)
    {
        int count = 0;
        int head = board.HeadOf(last);
        if (board.Colors[last] == 3 - own && board.LibertiesOf(head) == 2)
        {
            count = AddAtari(board.LibertyOf(head), own, count);
            count = AddAtari(board.LastLibertyOf(head), own, count);
        }

        // Those in atari find none: with three liberties they would have escaped.
        for (int i = 0; i < narrow; i++)
        {
            count = AddThirdLiberty(board.LibertyOf(nearby[i]), own, count);
            count = AddThirdLiberty(board.LastLibertyOf(nearby[i]), own, count);
        }

        return count;
    }

    private int AddAtari(int liberty, int own, int count)
    {
        if (board.Survives(liberty, own) && !IsSelfAtari(liberty, own))
        {
            found[count++] = (ushort)liberty;
        }

        return count;
    }

    private int AddThirdLiberty(int liberty, int own, int count)
    {
        if (board.Survives(liberty, own) && !board.IsEye(liberty, own) && board.LibertiesAfter(liberty, own, 3) >= 3)
        {
            found[count++] = (ushort)liberty;
        }

        return count;
    }

    // Ways to save a chain in atari: its liberty if that gains more than one or takes stones, or taking a chain in atari that
    // touches it.
    private int AddEscapes(int head, int count)
    {
        int own = board.Colors[head];
        int liberty = board.LibertyOf(head);
        int before = count;
        int stone = head;
        do
        {
            for (int side = 0; side < 4; side++)
            {
                int cell = stone + board.Sides[side];
                if (board.Colors[cell] == 3 - own && board.IsInAtari(board.HeadOf(cell)))
                {
                    int capture = board.LibertyOf(board.HeadOf(cell));
                    if (capture != board.Ko && count < found.Length - 1 && !IsIn(found.AsSpan(before), count - before, capture))
                    {
                        found[count++] = (ushort)capture;
                    }
                }
            }

            stone = board.NextInChain(stone);
        }
        while (stone != head);
        if (count < found.Length && board.Survives(liberty, own) && !IsSelfAtari(liberty, own))
        {
            found[count++] = (ushort)liberty;
        }

        return count;
    }

    private static bool IsIn(ReadOnlySpan<ushort> cells, int count, int cell)
    {
        for (int i = 0; i < count; i++)
        {
            if (cells[i] == cell)
            {
                return true;
            }
        }

        return false;
    }

    // A random move that does not only put own chains in atari; 0 where there is none.
    private int Sensible()
    {
        int own = board.ToMove;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            int move = board.RandomMove(ref random);
            if (move == 0 || StonesGivenUp(move, own) == 0)
            {
                return move;
            }
        }

        int given = 0, count = board.EmptyCount, offset = random.Below(count);
        for (int i = 0; i < count; i++)
        {
            int cell = board.EmptyAt((i + offset) % count);
            if (board.IsEye(cell, own) || !board.Survives(cell, own))
            {
                continue;
            }

            int stones = StonesGivenUp(cell, own);
            if (stones == 0)
            {
                return cell;
            }

            given = stones <= MostGivenUp ? cell : given;
        }

        return given;
    }

    /// <summary>Stones beside a cell that a move there would put in atari, where they are worth keeping; else 0.</summary>
    internal int StonesGivenUp(int cell, int own)
    {
        // With two empty neighbours there is no atari.
        byte* at = board.Colors + cell;
        int step = board.Stride;
        int free = (at[-1] == 0 ? 1 : 0) + (at[1] == 0 ? 1 : 0) + (at[-step] == 0 ? 1 : 0) + (at[step] == 0 ? 1 : 0);
        if (free >= 2)
        {
            return 0;
        }

        int* heads = stackalloc int[4];
        int stones = 0, chains = 0;
        for (int side = 0; side < 4; side++)
        {
            int near = cell + board.Sides[side];
            int head = board.HeadOf(near);
            if (board.Colors[near] == own && !new ReadOnlySpan<int>(heads, chains).Contains(head))
            {
                heads[chains++] = head;
                stones += board.StonesOf(head);
            }
        }

        return stones >= WorthKeeping && IsSelfAtari(cell, own) ? stones : 0;
    }

    // Whether the chain that a move makes has a single liberty; moves that capture are let be.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsSelfAtari(int cell, int own) =>
        board.LibertiesAfter(cell, own, 2) < 2 && !board.Captures(cell, own);
}
