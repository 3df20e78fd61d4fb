using System.Numerics;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.Players;

/// <summary>
/// Solves Connect Four exactly: negamax with alpha-beta, null windows and a table of positions. A score counts moves: 22 less the
/// stones that the winner will have placed if the player to move wins, the negative of that if he loses, 0 for a draw, as in the
/// published test sets.
/// </summary>
/// <remarks>Used by one thread at a time. Positions with 20 stones or more take milliseconds, the empty board minutes.</remarks>
public sealed class ConnectFourSolver
{
    private const int Stride = ConnectFourState.Stride;
    private const int Width = ConnectFour.Width;
    private const int Height = ConnectFour.Height;
    private const int Cells = Width * Height;
    private const int TableSize = (1 << 23) + 9;   // a prime, so that keys spread by their remainder
    private const ulong Bottom = 0x0000_0408_1020_4081;
    private const ulong Board = Bottom * ((1 << Height) - 1);

    private static readonly int[] FromCentre = [3, 2, 4, 1, 5, 0, 6];

    // An upper bound by position. A key has 49 bits and a bound 7; the bound lies above the key.
    private readonly ulong[] table = new ulong[TableSize];

    /// <summary>Positions looked at so far.</summary>
    public long Positions { get; private set; }

    /// <summary>The exact score of a position for the player to move.</summary>
    /// <param name="state">The position of Connect Four; it may be over.</param>
    public int Score(GameState state)
    {
        ConnectFourState position = Require(state);
        if (position.IsOver)
        {
            // The player who has just moved has won by his last stone, or nobody has.
            return position.Outcome == 0 ? 0 : -(22 - ((position.MovesPlayed + 1) / 2));
        }

        ulong own = position.Own, occupied = position.Occupied;
        int stones = position.MovesPlayed;
        if (CanWin(own, occupied))
        {
            return 22 - ((stones / 2) + 1);
        }

        // Halves the range by questions of one answer, near zero first, where few positions decide.
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

            int found = Search(own, occupied, stones, middle, middle + 1);
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

    /// <summary>The score of every move for the player who makes it.</summary>
    /// <param name="state">The position.</param>
    /// <param name="scores">Receives a score a column [7]; <see cref="int.MinValue"/> where the column is full.</param>
    public void WriteScores(GameState state, Span<int> scores)
    {
        GameState after = Require(state).Clone();
        for (int move = 0; move < Width; move++)
        {
            scores[move] = int.MinValue;
            if (state.IsLegal(move))
            {
                after.CopyFrom(state);
                after.Play(move);
                scores[move] = -Score(after);
            }
        }
    }

    private static ConnectFourState Require(GameState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state as ConnectFourState
            ?? throw new ArgumentException($"The solver is Connect Four's; it cannot solve {state.Game.Name}.", nameof(state));
    }

    // The player to move cannot win at once. The result is exact between alpha and beta, and a bound outside.
    private int Search(ulong own, ulong occupied, int stones, int alpha, int beta)
    {
        Positions++;
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

        int least = -((Cells - 2 - stones) / 2);
        if (alpha < least)
        {
            alpha = least;
            if (alpha >= beta)
            {
                return alpha;
            }
        }

        ulong key = own + occupied + Bottom;
        ref ulong entry = ref table[key % TableSize];
        int most = (Cells - 1 - stones) / 2;
        if ((entry & ((1UL << 56) - 1)) == key)
        {
            most = (int)(entry >> 56) - 64;
        }

        if (beta > most)
        {
            beta = most;
            if (alpha >= beta)
            {
                return beta;
            }
        }

        // Moves that threaten most first, those nearest to the centre among equals.
        Span<ulong> moves = stackalloc ulong[Width];
        Span<int> keys = stackalloc int[Width];
        int count = 0;
        for (int i = 0; i < Width; i++)
        {
            ulong move = safe & (((1UL << Height) - 1) << (FromCentre[i] * Stride));
            if (move != 0)
            {
                keys[count] = (-16 * BitOperations.PopCount(Winning(own | move, occupied | move))) + i;
                moves[count++] = move;
            }
        }

        keys[..count].Sort(moves[..count]);
        foreach (ulong move in moves[..count])
        {
            int score = -Search(own ^ occupied, occupied | move, stones + 1, -beta, -alpha);
            if (score >= beta)
            {
                return score;
            }

            alpha = Math.Max(alpha, score);
        }

        entry = key | ((ulong)(alpha + 64) << 56);
        return alpha;
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
