using System.Numerics;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.Players;

/// <summary>
/// Othello by alpha-beta (Knuth and Moore 1975) to a fixed depth: mobility, corners and the squares beside them, and exact counts
/// where the end is within the depth. It plays the same game every time; openings make games differ.
/// </summary>
public sealed class OthelloAlphaBeta : IGamePlayer
{
    // Above any judgement of a position that goes on: a disc at the end counts this much.
    private const int Disc = 1_000;
    private const int Infinity = 1_000_000;
    private const int MostMoves = 40;
    private const ulong FirstColumn = 0x0101_0101_0101_0101;

    // So many moves from the end of what it looks at, a look at the token costs nothing beside the rest.
    private const int Cancellable = 4;

    private readonly int depth;
    private readonly CancellationToken cancellation;
    private Othello game = new();
    private ulong corners;
    private ulong beside;    // diagonally beside the corners
    private ulong along;     // along the edge beside the corners

    /// <summary>Creates the player.</summary>
    /// <param name="depth">Moves that it looks ahead, 1 to 20; 8 unless given.</param>
    /// <param name="cancellation">Gives a move up: <see cref="Choose"/> throws.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth is another.</exception>
    public OthelloAlphaBeta(int depth = 8, CancellationToken cancellation = default)
    {
        this.cancellation = cancellation;
        this.depth = depth is >= 1 and <= 20 ? depth : throw new ArgumentOutOfRangeException(
            nameof(depth), $"Alpha-beta cannot look {depth} moves ahead; give 1 to 20.");
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"alpha-beta:{depth}");

    /// <inheritdoc/>
    public void Begin(GameState start)
    {
        ArgumentNullException.ThrowIfNull(start);
        game = start.Game as Othello
            ?? throw new ArgumentException($"alpha-beta plays Othello, not {start.Game.Name}.", nameof(start));
        int far = game.Size - 1;
        corners = beside = along = 0;
        foreach ((int row, int column, int down, int right) in
            ((int, int, int, int)[])[(0, 0, 1, 1), (0, far, 1, -1), (far, 0, -1, 1), (far, far, -1, -1)])
        {
            corners |= Bit(row, column);
            beside |= Bit(row + down, column + right);
            along |= Bit(row + down, column) | Bit(row, column + right);
        }

        static ulong Bit(int row, int column) => 1UL << ((8 * row) + column);
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public int Choose(GameState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Game != game)
        {
            Begin(state);
        }

        var position = (OthelloState)state;
        ulong own = position.OwnDiscs, other = position.OtherDiscs;
        ulong moves = OthelloBits.Moves(own, other, game.Board, game.Inner);
        if (moves == 0)
        {
            return game.Pass;
        }

        Span<ulong> ordered = stackalloc ulong[MostMoves];
        int count = Order(moves, own, other, ordered);
        int best = -Infinity;
        ulong chosen = ordered[0];
        foreach (ulong move in ordered[..count])
        {
            ulong flips = OthelloBits.Flips(own, other, move, game.Inner);
            int value = -Value(other & ~flips, own | flips | move, depth - 1, -Infinity, -best);
            if (value > best)
            {
                (best, chosen) = (value, move);
            }
        }

        int bit = BitOperations.TrailingZeroCount(chosen);
        return ((bit >> 3) * game.Size) + (bit & 7);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Negamax: the value for the player to move.</summary>
    internal int Value(ulong own, ulong other, int left, int alpha, int beta)
    {
        ulong moves = OthelloBits.Moves(own, other, game.Board, game.Inner);
        if (moves == 0)
        {
            return OthelloBits.Moves(other, own, game.Board, game.Inner) == 0
                ? Disc * (BitOperations.PopCount(own) - BitOperations.PopCount(other))
                : -Value(other, own, left, -beta, -alpha);
        }

        if (left == 0)
        {
            return Judge(own, other, moves);
        }

        if (left >= Cancellable)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        Span<ulong> ordered = stackalloc ulong[MostMoves];
        int count = Order(moves, own, other, ordered);
        int best = -Infinity;
        for (int i = 0; i < count; i++)
        {
            ulong flips = OthelloBits.Flips(own, other, ordered[i], game.Inner);
            int value = -Value(other & ~flips, own | flips | ordered[i], left - 1, -beta, -Math.Max(alpha, best));
            best = Math.Max(best, value);
            if (best >= beta)
            {
                break;
            }
        }

        return best;
    }

    // Corners first, then what leaves the other the fewest moves, squares beside corners last.
    private int Order(ulong moves, ulong own, ulong other, Span<ulong> ordered)
    {
        Span<int> keys = stackalloc int[MostMoves];
        int count = 0;
        for (; moves != 0; moves &= moves - 1)
        {
            ulong move = moves & ~(moves - 1);
            ulong flips = OthelloBits.Flips(own, other, move, game.Inner);
            int answers = BitOperations.PopCount(
                OthelloBits.Moves(other & ~flips, own | flips | move, game.Board, game.Inner));
            keys[count] = answers + ((move & corners) != 0 ? -100 : (move & beside) != 0 ? 50 : (move & along) != 0 ? 20 : 0);
            ordered[count++] = move;
        }

        keys[..count].Sort(ordered[..count]);
        return count;
    }

    // Moves to choose from, corners, and what gives them away. Discs themselves count for nothing before the end.
    private int Judge(ulong own, ulong other, ulong moves)
    {
        int mobility = BitOperations.PopCount(moves)
            - BitOperations.PopCount(OthelloBits.Moves(other, own, game.Board, game.Inner));
        int corner = BitOperations.PopCount(own & corners) - BitOperations.PopCount(other & corners);

        // Beside a corner that is taken, a disc does no harm.
        ulong free = corners & ~(own | other);
        ulong left = free & ~FirstColumn, right = free & ~(FirstColumn << 7);   // which have a neighbour there
        ulong risky = (right << 1) | (left >> 1) | (free << 8) | (free >> 8)
            | (right << 9) | (left >> 9) | (left << 7) | (right >> 7);
        int given = BitOperations.PopCount(own & risky & beside) - BitOperations.PopCount(other & risky & beside);
        int edge = BitOperations.PopCount(own & risky & along) - BitOperations.PopCount(other & risky & along);
        return (10 * mobility) + (80 * corner) - (30 * given) - (10 * edge);
    }
}
