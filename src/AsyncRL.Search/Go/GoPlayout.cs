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
        int count = 0;
        int step = board.Stride;

        // Save own chains that the last move has put in atari.
        for (int side = 0; side < 4; side++)
        {
            int cell = Neighbour(last, side, step);
            if (board.Colors[cell] == own && board.IsInAtari(board.HeadOf(cell)))
            {
                count = AddEscapes(board.HeadOf(cell), count);
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

        int vital = VitalPoint(last, own);
        if (vital != 0)
        {
            return vital;
        }

        count = AddTwoLiberties(last, own);
        if (count > 0)
        {
            return found[random.Below(count)];
        }

        // Shapes beside it.
        for (int around = 0; around < 8; around++)
        {
            int cell = last + (around switch
            {
                0 => -step - 1, 1 => -step, 2 => -step + 1, 3 => -1, 4 => 1, 5 => step - 1, 6 => step, _ => step + 1,
            });
            if (board.Colors[cell] == GoBoard.Empty && GoPatterns.Fits(board, cell) && board.Survives(cell, own)
                && !IsSelfAtari(cell, own))
            {
                found[count++] = (ushort)cell;
            }
        }

        return count > 0 ? found[random.Below(count)] : 0;
    }

    // The vital point of a small eye that the last move closed or opened by taking stones, or 0: the other never makes two of it.
    private int VitalPoint(int last, int own)
    {
        for (int side = 0; side < 4; side++)
        {
            int cell = Neighbour(last, side, board.Stride);
            if (board.Colors[cell] == GoBoard.Empty && GoVitalPoint.Find(board, cell) is var vital and not 0
                && board.Survives(vital, own))
            {
                return vital;
            }
        }

        return 0;
    }

    // Where the last move's chain has two liberties, either one puts it in atari; own chains beside it that have two get a third.
    private int AddTwoLiberties(int last, int own)
    {
        int* liberties = stackalloc int[2];
        int count = 0;
        if (board.Colors[last] == 3 - own && GoLiberties.Find(board, board.HeadOf(last), liberties, 2) == 2)
        {
            for (int i = 0; i < 2; i++)
            {
                if (board.Survives(liberties[i], own) && !IsSelfAtari(liberties[i], own))
                {
                    found[count++] = (ushort)liberties[i];
                }
            }
        }

        for (int side = 0; side < 4; side++)
        {
            int cell = Neighbour(last, side, board.Stride);
            if (board.Colors[cell] != own || GoLiberties.Find(board, board.HeadOf(cell), liberties, 2) != 2)
            {
                continue;
            }

            for (int i = 0; i < 2; i++)
            {
                if (board.Survives(liberties[i], own) && !board.IsEye(liberties[i], own)
                    && GoLiberties.AfterMove(board, liberties[i], own, 3) >= 3)
                {
                    found[count++] = (ushort)liberties[i];
                }
            }
        }

        return count;
    }

    // Ways to save a chain in atari: its liberty if that gains more than one or takes stones, or taking a chain in atari that
    // touches it.
    private int AddEscapes(int head, int count)
    {
        int own = board.Colors[head];
        int liberty = board.LibertyOf(head);
        int step = board.Stride;
        int before = count;
        int stone = head;
        do
        {
            for (int side = 0; side < 4; side++)
            {
                int cell = Neighbour(stone, side, step);
                if (board.Colors[cell] == 3 - own && board.IsInAtari(board.HeadOf(cell)))
                {
                    int capture = board.LibertyOf(board.HeadOf(cell));
                    if (capture != board.Ko && count < found.Length - 1 && !Contains(before, count, capture))
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

    private bool Contains(int from, int to, int cell)
    {
        for (int i = from; i < to; i++)
        {
            if (found[i] == cell)
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
            int near = Neighbour(cell, side, step);
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
        GoLiberties.AfterMove(board, cell, own, 2) < 2 && !board.Captures(cell, own);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Neighbour(int cell, int side, int step) =>
        side switch { 0 => cell - 1, 1 => cell + 1, 2 => cell - step, _ => cell + step };
}
