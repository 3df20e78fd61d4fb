using System.Globalization;
using AsyncRL.Search.Games;
using AsyncRL.Search.Players;

namespace AsyncRL.Search.Matches;

/// <summary>
/// How often a player gives a result away: a mistake is a move after which the game is worth less, of a win, a draw and a loss,
/// than after the best one. A win that takes longer is none.
/// </summary>
/// <param name="Set">The set's name.</param>
/// <param name="Title">The set's name in words.</param>
/// <param name="Positions">Positions that were asked.</param>
/// <param name="Mistakes">Mistakes among the answers.</param>
public sealed record ConnectFourMistakes(string Set, string Title, int Positions, int Mistakes)
{
    /// <summary>Mistakes in percent.</summary>
    public double Percent => Positions == 0 ? 0 : 100.0 * Mistakes / Positions;

    /// <summary>Asks a player for a move in every position of a set.</summary>
    /// <param name="player">The player; giving up is a mistake wherever there is something to lose.</param>
    /// <param name="set">The positions.</param>
    /// <param name="solver">Says what the answers are worth; one is made if null.</param>
    /// <param name="cancellation">Ends it before the next position, or while one is solved.</param>
    /// <returns>The count, over the positions so far where it was cancelled.</returns>
    public static ConnectFourMistakes Measure(
        IGamePlayer player, ConnectFourSet set, ConnectFourSolver? solver = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(player);
        ArgumentNullException.ThrowIfNull(set);
        solver ??= new ConnectFourSolver();
        var game = new ConnectFour();
        int asked = 0, mistakes = 0;
        try
        {
            foreach ((string moves, int score) in set.Positions)
            {
                cancellation.ThrowIfCancellationRequested();
                GameState state = game.After(moves);
                player.Begin(state);
                int move = player.Choose(state);
                cancellation.ThrowIfCancellationRequested();   // a move that was cut short tells nothing
                mistakes += IsMistake(state, move, Math.Sign(score), solver, cancellation) ? 1 : 0;
                asked++;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // What was asked so far is right as it is.
        }

        return new ConnectFourMistakes(set.Name, set.Title, asked, mistakes);
    }

    /// <summary>The set, the positions, and mistakes in percent with their 95 % interval.</summary>
    public override string ToString()
    {
        (double low, double high) = Wilson.Interval(Mistakes, Positions);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Set}  {Title,-13}  {Positions,5} positions  {Percent,5:0.0} % mistakes ({100 * low:0.0} to {100 * high:0.0})");
    }

    private static bool IsMistake(
        GameState state, int move, int best, ConnectFourSolver solver, CancellationToken cancellation)
    {
        if (best < 0)
        {
            return false;   // nothing is left to lose
        }

        if (!state.IsLegal(move))
        {
            return true;
        }

        GameState after = state.Clone();
        after.Play(move);
        return -solver.Outcome(after, cancellation) < best;
    }
}
