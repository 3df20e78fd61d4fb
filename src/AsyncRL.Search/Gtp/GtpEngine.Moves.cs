using System.Diagnostics;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Gtp;

/// <summary>Moves, and the time that they take.</summary>
public sealed partial class GtpEngine
{
    // Rollouts that say whether a game is lost; one word of a network does.
    private const int LeastRollouts = 100;

    // In a cleanup, what a capture may seem to cost, of values from -1 to 1.
    private const float CleanupCost = 0.2f;

    private string Generate(string[] arguments, bool cleanup, bool plays) => Generate(
        Player(arguments[0]), cleanup, plays, (budget, stop) => search!.Search(game.State, budget, stop));

    private string Generate(int player, bool cleanup, bool plays, Func<SearchBudget, CancellationToken, int> choose)
    {
        using GtpGame.Turn turn = game.BeginTurn();
        Prepare(player);
        if (game.State.IsOver)
        {
            return "pass";
        }

        int move = Searched(player, cleanup, choose);
        if (plays)
        {
            clocks[player].Spend(Stopwatch.GetElapsedTime(begun));
        }

        bool knows = search!.AsksNetwork || search.Proven != Proof.Unknown || search.Visits >= LeastRollouts;
        if (knows && search.Prospect < settings.ResignBelow && !cleanup)
        {
            return "resign";
        }

        if (plays)
        {
            turn.Keep();
            game.TryPlay(move, player);
        }

        return game.Rules.MoveText(move);
    }

    private void Prepare(int player)
    {
        if (game.State.IsOver && game.State.MovesPlayed < game.Rules.LongestGame)
        {
            game.State.Resume();
        }

        if (!game.State.IsOver)
        {
            game.State.SetPlayer(player);
        }

        if (search is null || search.Game != game.Rules)
        {
            search?.Dispose();
            search = null;   // the next one may not come about
            search = settings.CreateSearch(game.Rules);
        }
    }

    private int Searched(int player, bool cleanup, Func<SearchBudget, CancellationToken, int> choose)
    {
        // In a cleanup nothing that is dead may stay, so passing must wait. To find out takes a part of the move's time.
        int[] dead = cleanup ? [.. DeadPoints().Where(p => game.State.StoneAt(p) == 2 - player)] : [];
        if (dead.Length > 0)
        {
            game.State.Resume();     // or a pass would end the game, and the search with it
            search!.Forget();
        }

        using var stop = new GtpInput.Stop(input!, atAnything: false);
        int move = choose(BudgetOf(player), stop.Token);
        if (dead.Length == 0)
        {
            return move;
        }

        move = Capturing(dead, move);
        search!.Forget();            // in its tree a pass does not end the game
        return move;
    }

    // The best move beside what is dead, unless it costs the game; else the best that is no pass. Between moves that all win a
    // search has no preference, and may not have tried those at all: their priors know of self-atari.
    private int Capturing(int[] dead, int move)
    {
        var all = new MoveStatistics[game.Rules.Moves];
        int count = search!.WriteMoves(all);
        MoveStatistics[] moves = [.. all.Take(count).Where(m => m.Move != game.Rules.Pass).OrderByDescending(m => m.Visits)];
        var beside = dead.SelectMany(Neighbours).ToHashSet();
        float best = moves.Length > 0 ? moves.Max(m => m.Visits > 0 ? m.Value : -1) : -1;
        return moves.Where(m => beside.Contains(m.Move) && (m.Visits > 0 ? m.Value >= best - CleanupCost : m.Prior >= 0))
            .OrderByDescending(m => m.Visits).ThenByDescending(m => m.Prior)
            .Concat(moves).Select(m => m.Move).FirstOrDefault(move);
    }

    private IEnumerable<int> Neighbours(int point)
    {
        int size = game.Rules.Rules.Size;
        (int row, int column) = Math.DivRem(point, size);
        (int Row, int Column)[] near = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)];
        return near.Where(p => (uint)p.Row < (uint)size && (uint)p.Column < (uint)size).Select(p => (p.Row * size) + p.Column);
    }

    // What is left for a search, of what the move may take.
    private SearchBudget BudgetOf(int player)
    {
        int points = game.Rules.Pass;
        int toCome = Math.Max(points / 8, ((points * 3 / 4) - game.State.MovesPlayed) / 2);
        TimeSpan share = clocks[player].Share(toCome), most = settings.Budget.Time;
        if (share < TimeSpan.Zero)
        {
            return settings.Budget;
        }

        share -= Stopwatch.GetElapsedTime(begun);
        share = share > GtpClock.Least ? share : GtpClock.Least;
        return most >= TimeSpan.Zero && most <= share ? settings.Budget : settings.Budget with { Time = share };
    }

    private string SetTime(string[] arguments)
    {
        (double main, double period, int stones) = (Seconds(arguments[0]), Seconds(arguments[1]), Whole(arguments[2]));
        foreach (GtpClock clock in clocks)
        {
            clock.Set(main, period, stones);
        }

        return string.Empty;
    }
}
