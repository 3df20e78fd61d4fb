using System.Diagnostics;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Gtp;

/// <summary>Moves, and the time that they take.</summary>
public sealed partial class GtpEngine
{
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

        if (search!.Prospect < settings.ResignBelow && !cleanup)
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
        bool mayPass = !cleanup || !DeadPoints().Any(p => game.State.StoneAt(p) == 2 - player);
        using var stop = new GtpInput.Stop(input!, atAnything: false);
        int move = choose(BudgetOf(player), stop.Token);
        if (mayPass || move != game.Rules.Pass)
        {
            return move;
        }

        var moves = new MoveStatistics[game.Rules.Moves];
        int count = search!.WriteMoves(moves);
        return moves.Take(count).Where(m => m.Move != game.Rules.Pass).OrderByDescending(m => m.Visits)
            .Select(m => m.Move).FirstOrDefault(move);
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
