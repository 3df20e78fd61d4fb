using System.Numerics;
using System.Runtime.CompilerServices;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.Players;

/// <summary>
/// Solves Connect Four exactly: negamax with alpha-beta, null windows and a table of positions. A score counts moves: 22 less the
/// stones that the winner will have placed if the player to move wins, the negative of that if he loses, 0 for a draw, as in the
/// published test sets.
/// </summary>
/// <remarks>
/// Used by one thread at a time. Looks at some 7 million positions a second of a core: with 14 stones on the board a score takes
/// tens of milliseconds, with 10 tenths of a second, with 6 seconds to tens of seconds, and the empty board minutes. An outcome
/// alone takes a half or less; some positions take several times as long as others. What was found out is kept for the
/// positions asked about next.
/// </remarks>
public sealed class ConnectFourSolver
{
    private const int Stride = ConnectFourState.Stride;
    private const int Width = ConnectFour.Width;
    private const int Height = ConnectFour.Height;
    private const int Cells = Width * Height;
    private const ulong Bottom = 0x0000_0408_1020_4081;
    private const ulong Board = Bottom * ((1 << Height) - 1);

    // A table of 64 MiB unless asked for another. An entry is a key of 49 bits and the score's lower and upper bound, 6 bits
    // each, from -32.
    private const int TableBits = 23;
    private const int KeyBits = Stride * Width;
    private const int BoundBits = 6;
    private const int BoundOffset = 32;
    private const ulong KeyMask = (1UL << KeyBits) - 1;
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    // Positions and their mirror images share an entry as long as many games come to both.
    private const int MirroredStones = 14;

    // With fewer stones hardly anybody has lost all his lines of four.
    private const int BlockedStones = 16;

    // With more stones, looking the answers up costs more than it saves.
    private const int LookedAheadStones = 30;

    // Positions between two looks at the cancellation, some 10 ms.
    private const int CancellationInterval = 1 << 16;

    /// <summary>Columns, the most central first.</summary>
    internal static readonly int[] FromCentre = [3, 2, 4, 1, 5, 0, 6];

    private readonly ulong[] table;
    private readonly int shift;
    private CancellationToken cancellation;
    private long limit = long.MaxValue;     // of Positions, at which a search gives up

    /// <summary>Makes a solver that knows nothing yet.</summary>
    public ConnectFourSolver()
        : this(TableBits)
    {
    }

    /// <summary>Makes a solver with another table.</summary>
    /// <param name="tableBits">2 to the power of this are its entries, of 8 bytes.</param>
    internal ConnectFourSolver(int tableBits)
    {
        table = new ulong[1 << tableBits];
        shift = 64 - tableBits;
    }

    /// <summary>Positions looked at so far.</summary>
    public long Positions { get; private set; }

    /// <summary>The exact score of a position for the player to move.</summary>
    /// <param name="state">The position of Connect Four; it may be over.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the solver can be used further.</exception>
    public int Score(GameState state, CancellationToken cancellation = default)
    {
        ConnectFourState position = Require(state);
        if (Known(position) is { } known)
        {
            return known;
        }

        // Halves the range by questions of one answer, near zero first, where few positions decide.
        this.cancellation = cancellation;
        int stones = position.MovesPlayed;
        int low = -(Cells - stones) / 2, high = (Cells + 1 - stones) / 2;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (middle <= 0 && low / 2 < middle)
            {
                middle = low / 2;
            }
            else if (middle >= 0 && high / 2 > middle)
            {
                middle = high / 2;
            }

            int found = Search(position.Own, position.Occupied, stones, middle, middle + 1);
            if (found <= middle)
            {
                high = found;
            }
            else
            {
                low = found;
            }
        }

        return low;
    }

    /// <summary>How a position ends for the player to move: 1 won, 0 drawn, -1 lost.</summary>
    /// <inheritdoc cref="Score"/>
    public int Outcome(GameState state, CancellationToken cancellation = default)
    {
        ConnectFourState position = Require(state);
        this.cancellation = cancellation;
        return Math.Sign(Known(position) ?? Search(position.Own, position.Occupied, position.MovesPlayed, -1, 1));
    }

    /// <summary>A move with the best outcome, the most central one that is found first.</summary>
    /// <param name="state">The position of Connect Four; it is not over.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The column from 0, and how the game then ends for the player to move: 1 won, 0 drawn, -1 lost.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the solver can be used further.</exception>
    public (int Column, int Outcome) Best(GameState state, CancellationToken cancellation = default)
    {
        ConnectFourState position = Require(state);
        this.cancellation = cancellation;
        var after = (ConnectFourState)position.Clone();
        int first = -1;

        // Whether any move wins, and only then whether any draws: questions of one answer decide soonest.
        for (int wanted = 1; wanted >= 0; wanted--)
        {
            foreach (int column in FromCentre)
            {
                if (!position.IsLegal(column))
                {
                    continue;
                }

                first = first < 0 ? column : first;
                after.CopyFrom(position);
                after.Play(column);
                int result = Known(after) ?? Search(after.Own, after.Occupied, after.MovesPlayed, -wanted, 1 - wanted);
                if (-result >= wanted)
                {
                    return (column, wanted);
                }
            }
        }

        return first >= 0 ? (first, -1) : throw new ArgumentException("The game is over; there is no move.", nameof(state));
    }

    /// <summary>
    /// In a position that is lost, the move after which the game lasts longest, as far as a number of positions tells; of equals
    /// the most central one.
    /// </summary>
    /// <param name="state">The position of Connect Four; it is not over.</param>
    /// <param name="positions">Positions to look at.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The column from 0.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the solver can be used further.</exception>
    internal int Longest(GameState state, long positions, CancellationToken cancellation = default)
    {
        ConnectFourState position = Require(state);
        this.cancellation = cancellation;
        var after = (ConnectFourState)position.Clone();
        int[] open = [.. FromCentre.Where(c => position.IsLegal(c))];
        var better = new List<int>();
        int asked = 0;
        limit = Positions + positions;
        try
        {
            // From the soonest loss on: those are found out with few positions.
            for (int score = -(Cells - position.MovesPlayed) / 2; score < 0 && open.Length > 1; score++)
            {
                for (asked = 0; asked < open.Length; asked++)
                {
                    if (IsBetter(open[asked], score))
                    {
                        better.Add(open[asked]);
                    }
                }

                open = better.Count > 0 ? [.. better] : open[..1];
                better.Clear();
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // What was found to last longer, else what was not asked about to the end.
            open = better.Count > 0 ? [.. better] : open[asked..];
        }
        finally
        {
            limit = long.MaxValue;
        }

        return open[0];

        bool IsBetter(int column, int score)
        {
            after.CopyFrom(position);
            after.Play(column);
            return (Known(after) ?? Search(after.Own, after.Occupied, after.MovesPlayed, -score - 1, -score)) < -score;
        }
    }

    /// <summary>The score of every move for the player who makes it.</summary>
    /// <param name="state">The position.</param>
    /// <param name="scores">Receives a score a column [7]; <see cref="int.MinValue"/> where the column is full.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void WriteScores(GameState state, Span<int> scores, CancellationToken cancellation = default) =>
        Write(state, scores, after => -Score(after, cancellation));

    /// <summary>The outcome of every move for the player who makes it: 1 won, 0 drawn, -1 lost.</summary>
    /// <param name="state">The position.</param>
    /// <param name="outcomes">Receives an outcome a column [7]; <see cref="int.MinValue"/> where the column is full.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void WriteOutcomes(GameState state, Span<int> outcomes, CancellationToken cancellation = default) =>
        Write(state, outcomes, after => -Outcome(after, cancellation));

    private static void Write(GameState state, Span<int> results, Func<GameState, int> solve)
    {
        GameState after = Require(state).Clone();
        for (int move = 0; move < Width; move++)
        {
            results[move] = int.MinValue;
            if (state.IsLegal(move))
            {
                after.CopyFrom(state);
                after.Play(move);
                results[move] = solve(after);
            }
        }
    }

    private static ConnectFourState Require(GameState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state as ConnectFourState
            ?? throw new ArgumentException($"The solver is Connect Four's; it cannot solve {state.Game.Name}.", nameof(state));
    }

    // Scores that need no search: a game that is over, and a win at once.
    private static int? Known(ConnectFourState position)
    {
        int stones = position.MovesPlayed;
        return position.IsOver
            ? position.Outcome == 0 ? 0 : -(22 - ((stones + 1) / 2))   // the player who has just moved has won, or nobody has
            : CanWin(position.Own, position.Occupied) ? 22 - ((stones / 2) + 1) : null;
    }

    // The player to move cannot win at once. The result is exact between alpha and beta, and a bound outside.
    [SkipLocalsInit]
    private int Search(ulong own, ulong occupied, int stones, int alpha, int beta)
    {
        if (++Positions % CancellationInterval == 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Positions >= limit)
            {
                throw new OperationCanceledException();
            }
        }

        ulong safe = SafeMoves(own, occupied);
        if (safe == 0)
        {
            // The other wins by his next stone.
            return -((Cells - stones) / 2);
        }

        if (stones >= Cells - 2)
        {
            return 0;
        }

        int least = -((Cells - 2 - stones) / 2), most = (Cells - 1 - stones) / 2;
        if (stones >= BlockedStones)
        {
            // Who cannot have four in a row any more, with all empty points for his own, does not win.
            ulong empty = Board ^ occupied;
            most = alpha >= 0 && !ConnectFourState.HasFour(own | empty) ? Math.Min(most, 0) : most;
            least = beta <= 0 && !ConnectFourState.HasFour((own ^ occupied) | empty) ? Math.Max(least, 0) : least;
        }

        ulong key = KeyOf(own, occupied, stones);
        ref ulong entry = ref table[(key * Spread) >> shift];
        if ((entry & KeyMask) == key)
        {
            least = Math.Max(least, Bound(entry, KeyBits));
            most = Math.Min(most, Bound(entry, KeyBits + BoundBits));
        }

        if (least >= beta || least == most)
        {
            return least;
        }

        if (most <= alpha)
        {
            return most;
        }

        alpha = Math.Max(alpha, least);
        beta = Math.Min(beta, most);

        // Moves that threaten most first, those nearest to the centre among equals.
        Span<ulong> moves = stackalloc ulong[Width];
        Span<int> threats = stackalloc int[Width];
        int count = 0;
        foreach (ulong column in (ReadOnlySpan<ulong>)[
            Column(3), Column(2), Column(4), Column(1), Column(5), Column(0), Column(6)])
        {
            ulong move = safe & column;
            if (move != 0)
            {
                int made = BitOperations.PopCount(Winning(own | move, occupied | move)), at = count++;
                for (; at > 0 && threats[at - 1] < made; at--)
                {
                    (threats[at], moves[at]) = (threats[at - 1], moves[at - 1]);
                }

                (threats[at], moves[at]) = (made, move);
            }
        }

        // A move whose answer is known to be bad enough decides without a search.
        for (int i = 0; i < count && stones < LookedAheadStones; i++)
        {
            ulong answer = KeyOf(own ^ occupied, occupied | moves[i], stones + 1);
            ulong found = table[(answer * Spread) >> shift];
            if ((found & KeyMask) == answer && -Bound(found, KeyBits + BoundBits) >= beta)
            {
                return -Bound(found, KeyBits + BoundBits);
            }
        }

        int best = -Cells, raised = alpha;
        for (int i = 0; i < count && best < beta; i++)
        {
            best = Math.Max(best, -Search(own ^ occupied, occupied | moves[i], stones + 1, -beta, -raised));
            raised = Math.Max(raised, best);
        }

        // Above the window it is a lower bound, below an upper one, and within both.
        least = best > alpha ? Math.Max(least, best) : least;
        most = best < beta ? Math.Min(most, best) : most;
        entry = key | ((ulong)(least + BoundOffset) << KeyBits) | ((ulong)(most + BoundOffset) << (KeyBits + BoundBits));
        return best;
    }

    private static ulong KeyOf(ulong own, ulong occupied, int stones)
    {
        ulong key = own + occupied + Bottom;
        return stones < MirroredStones ? Math.Min(key, Mirrored(key)) : key;
    }

    private static int Bound(ulong entry, int at) => (int)((entry >> at) & ((1 << BoundBits) - 1)) - BoundOffset;

    private static ulong Column(int column) => ((1UL << Height) - 1) << (column * Stride);

    /// <summary>The key of a position with left and right exchanged.</summary>
    /// <param name="key"><see cref="ConnectFourState.Key"/>.</param>
    internal static ulong Mirrored(ulong key)
    {
        const ulong One = (1UL << Stride) - 1;
        ulong mirrored = key & (One << (Width / 2 * Stride));
        for (int column = 0; column < Width / 2; column++)
        {
            int apart = (Width - 1 - (2 * column)) * Stride;
            mirrored |= ((key & (One << (column * Stride))) << apart)
                | ((key >> apart) & (One << (column * Stride)));
        }

        return mirrored;
    }

    private static bool CanWin(ulong own, ulong occupied) => (Winning(own, occupied) & (occupied + Bottom)) != 0;

    // Moves that leave the other no win at once; 0 where there are none.
    private static ulong SafeMoves(ulong own, ulong occupied)
    {
        ulong possible = (occupied + Bottom) & Board;
        ulong threats = Winning(own ^ occupied, occupied);
        ulong forced = possible & threats;
        if (forced != 0)
        {
            if ((forced & (forced - 1)) != 0)
            {
                return 0;
            }

            possible = forced;
        }

        return possible & ~(threats >> 1);   // not below a point where the other wins
    }

    // Empty points that would make four of these stones in a row.
    private static ulong Winning(ulong stones, ulong occupied)
    {
        ulong found = (stones << 1) & (stones << 2) & (stones << 3);
        ReadOnlySpan<int> directions = [Stride, Stride - 1, Stride + 1];
        foreach (int step in directions)
        {
            ulong pair = (stones << step) & (stones << (2 * step));
            found |= pair & (stones << (3 * step));
            found |= pair & (stones >> step);
            pair = (stones >> step) & (stones >> (2 * step));
            found |= pair & (stones << step);
            found |= pair & (stones >> (3 * step));
        }

        return found & (Board ^ occupied);
    }
}
