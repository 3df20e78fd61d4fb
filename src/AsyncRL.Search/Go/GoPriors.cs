using AsyncRL.Search.Games;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Go;

/// <summary>
/// What moves of Go are worth at first sight: captures, escapes and ataris, shapes, the neighbourhood of the last move, the
/// middle lines of empty areas; not self-atari, the first line, or a pass that does not win.
/// </summary>
internal sealed class GoPriors : IMovePriors
{
    // Simulations that an even prior counts for, and one for or against a move.
    private const float Even = 8;
    private const float Weak = 6;
    private const float Strong = 12;

    public unsafe void Write(GameState state, Span<MovePrior> priors)
    {
        var position = (GoState)state;
        var game = (GoGame)state.Game;
        GoBoard board = position.Board;
        int own = board.ToMove;
        int last = position.LastMove;
        int size = game.Rules.Size;
        foreach (ref MovePrior prior in priors)
        {
            prior.Add(0, Even);
            if (prior.Move == game.Pass)
            {
                // Where the other has passed, a pass ends the game.
                float result = position.Passes > 0 ? Math.Sign(own == GoBoard.Black ? position.Score : -position.Score) : -1;
                prior.Add(result, Strong);
                continue;
            }

            int cell = game.Points.Inside[prior.Move];
            int captured = Stones(board, cell, 3 - own);
            int saved = Stones(board, cell, own);
            if (captured > 0)
            {
                prior.Add(1, captured > 1 ? 2 * Strong : Strong);
            }

            if (board.LibertiesAfter(cell, own, 2) < 2 && captured == 0)
            {
                prior.Add(-1, Strong);
            }
            else if (saved > 0)
            {
                prior.Add(1, saved > 1 ? 2 * Strong : Strong);
            }

            if (GoPatterns.Fits(board, cell))
            {
                prior.Add(1, Weak);
            }

            if (GivesAtari(board, cell, own) && board.LibertiesAfter(cell, own, 2) >= 2)
            {
                prior.Add(1, Weak);
            }

            (int row, int column) = Math.DivRem(prior.Move, size);
            if (last >= 0 && last != game.Pass)
            {
                (int rows, int columns) = (Math.Abs(row - (last / size)), Math.Abs(column - (last % size)));

                // A step is 2, a diagonal one 3, a jump 4, a knight's move 5.
                int distance = rows + columns + Math.Max(rows, columns);
                if (distance <= 4)
                {
                    prior.Add(1, distance <= 2 ? Strong : Weak);
                }
            }

            int line = Math.Min(Math.Min(row, size - 1 - row), Math.Min(column, size - 1 - column));
            if (line < 4 && size >= 7 && IsEmptyAround(position, row, column, size))
            {
                prior.Add(line >= 2 ? 1 : -1, line == 1 ? Weak : Strong);
            }
        }
    }

    // Stones of a colour in atari beside a cell.
    private static unsafe int Stones(GoBoard board, int cell, int color)
    {
        int stones = 0;
        for (int side = 0; side < 4; side++)
        {
            int near = cell + board.Sides[side];
            if (board.Colors[near] == color && board.IsInAtari(board.HeadOf(near)))
            {
                stones += board.StonesOf(board.HeadOf(near));
            }
        }

        return stones;
    }

    // Whether a chain of the other's beside a cell has two liberties, of which the cell is one.
    private static unsafe bool GivesAtari(GoBoard board, int cell, int own)
    {
        for (int side = 0; side < 4; side++)
        {
            int near = cell + board.Sides[side];
            if (board.Colors[near] == 3 - own && board.LibertiesOf(board.HeadOf(near)) == 2)
            {
                return true;
            }
        }

        return false;
    }

    // No stone within three steps.
    private static bool IsEmptyAround(GoState position, int row, int column, int size)
    {
        for (int r = Math.Max(0, row - 3); r <= Math.Min(size - 1, row + 3); r++)
        {
            int reach = 3 - Math.Abs(r - row);
            for (int c = Math.Max(0, column - reach); c <= Math.Min(size - 1, column + reach); c++)
            {
                if (position.StoneAt((r * size) + c) != GoBoard.Empty)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
