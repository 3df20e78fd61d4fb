using System.Diagnostics;
using System.Globalization;
using System.Text;
using AsyncRL.Search.Go;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Gtp;

/// <summary>Scores, and what a search shows of itself.</summary>
public sealed partial class GtpEngine
{
    // Playouts that say what is dead.
    private const int StatusPlayouts = 400;

    // A chain is dead if its points end as the other's in three of four playouts.
    private const float DeadBelow = -0.5f;

    private const int LeastInterval = 10, DefaultInterval = 100, MostInterval = 6_000;   // centiseconds

    private string StatusList(string status)
    {
        IReadOnlyList<int> dead = DeadPoints();
        IEnumerable<int> points = status switch
        {
            "dead" => dead,
            "alive" => Enumerable.Range(0, game.Rules.Pass).Where(p => game.State.StoneAt(p) != 0 && !dead.Contains(p)),
            "seki" => [],
            _ => throw new GtpException($"{SyntaxError}: a status is dead, alive or seki, not {status}"),
        };

        // One chain a line.
        var listed = new HashSet<int>();
        return string.Join('\n', points.Where(p => !listed.Contains(p)).Select(p =>
        {
            IReadOnlyList<int> chain = game.State.ChainAt(p);
            listed.UnionWith(chain);
            return string.Join(' ', chain.Order().Select(game.Rules.MoveText));
        }));
    }

    // Area, with dead stones taken off.
    private float FinalScore()
    {
        IReadOnlyList<int> dead = DeadPoints();
        var cleared = (GoState)game.Rules.Start();
        for (int point = 0; point < game.Rules.Pass; point++)
        {
            int stone = game.State.StoneAt(point);
            if (stone != 0 && !dead.Contains(point))
            {
                cleared.SetUp(point, stone - 1, 0);
            }
        }

        return cleared.Score;
    }

    private List<int> DeadPoints()
    {
        float[] owners = GoOwnership.Estimate(game.State, StatusPlayouts, seed: 1);
        var dead = new List<int>();
        for (int point = 0; point < owners.Length; point++)
        {
            int stone = game.State.StoneAt(point);
            if (stone != 0 && game.State.ChainAt(point).Average(p => stone == 1 ? owners[p] : -owners[p]) < DeadBelow)
            {
                dead.Add(point);
            }
        }

        return dead;
    }

    // A number a point, row by row from the top, as dboard wants it.
    private string OwnershipText()
    {
        float[] owners = GoOwnership.Estimate(game.State, StatusPlayouts, seed: 1);
        return "\n" + string.Join('\n', owners.Chunk(game.Rules.Rules.Size).Select(
            row => string.Join(' ', row.Select(o => o.ToString("0.00", CultureInfo.InvariantCulture)))));
    }

    private string SearchGraphics()
    {
        if (search is null || search.Visits == 0)
        {
            return $"TEXT {NothingSearched}";
        }

        var moves = new MoveStatistics[game.Rules.Moves];
        int count = search.WriteMoves(moves);
        MoveStatistics[] best = [.. moves.Take(count).Where(m => m.Visits > 0).OrderByDescending(m => m.Visits).Take(10)];
        var text = new StringBuilder("LABEL");
        foreach (MoveStatistics move in best.Where(m => m.Move != game.Rules.Pass))
        {
            text.Append(CultureInfo.InvariantCulture, $" {game.Rules.MoveText(move.Move)} {100L * move.Visits / search.Visits}");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nTEXT value {search.Value:0.00}, {search.Visits} simulations");
        return text.ToString();
    }

    // Searches on and tells of it, until anything comes in. A search lasts an interval, for one of a network plans what it does
    // with its time.
    private string Analyze(string[] arguments, bool fractions)
    {
        (int? player, TimeSpan interval) = AnalysisOf(arguments);
        gaveWay = true;
        using GtpGame.Turn turn = game.BeginTurn();
        Prepare(player ?? game.State.Player);
        BeginAnswer();
        using var stop = new GtpInput.Stop(input!, atAnything: true);
        bool goesOn = !game.State.IsOver;
        while (goesOn)
        {
            search!.Search(game.State, SearchBudget.Of(interval), stop.Token);
            Tell(fractions);
            if (search.Proven != Proof.Unknown)
            {
                stop.Token.WaitHandle.WaitOne();   // there is nothing to find out any more
            }

            goesOn = !stop.Token.IsCancellationRequested;
        }

        output.Write("\n");
        return string.Empty;
    }

    private string GenerateAnalyzed(string[] arguments, bool fractions)
    {
        (int? player, TimeSpan interval) = AnalysisOf(arguments);
        string move = Generate(player ?? game.State.Player, cleanup: false, plays: true, (budget, stop) =>
        {
            BeginAnswer();
            return SearchAndTell(budget, interval, fractions, stop);
        });
        BeginAnswer();   // where there was nothing to search
        output.Write($"play {move}\n\n");
        return string.Empty;
    }

    // One thread at a time may look at a tree, so the search is interrupted for it.
    private int SearchAndTell(SearchBudget budget, TimeSpan interval, bool fractions, CancellationToken stop)
    {
        long begin = Stopwatch.GetTimestamp(), simulations = budget.Simulations;
        TimeSpan left = budget.Time;
        while (true)
        {
            bool ends = left >= TimeSpan.Zero && left <= interval;
            int move = search!.Search(game.State, new SearchBudget(simulations, ends ? left : interval), stop);
            Tell(fractions);
            simulations -= simulations == long.MaxValue ? 0 : search.Simulations;   // no limit stays none
            left = budget.Time < TimeSpan.Zero ? budget.Time : budget.Time - Stopwatch.GetElapsedTime(begin);
            if (ends || simulations <= 0 || (budget.Time >= TimeSpan.Zero && left <= TimeSpan.Zero)
                || search.Proven != Proof.Unknown || stop.IsCancellationRequested)
            {
                return move;
            }
        }
    }

    // The sign goes out before the command has ended; what is wrong from then on can no longer be said.
    private void BeginAnswer()
    {
        if (!answered)
        {
            output.Write($"={id}\n");
            output.Flush();
            answered = true;
        }
    }

    private void Tell(bool fractions)
    {
        string line = GtpAnalysis.Line(search!, fractions);
        if (line.Length > 0)   // an empty one would end the answer
        {
            output.Write(line + "\n");
            output.Flush();
        }
    }

    // [colour] [interval] and pairs of keys and values, of which only the interval is known here.
    private static (int? Player, TimeSpan Interval) AnalysisOf(string[] arguments)
    {
        int? player = null;
        int interval = DefaultInterval;
        for (int i = 0; i < arguments.Length; i++)
        {
            string word = arguments[i];
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                interval = number;
            }
            else if (i == 0 && (word.Length == 1 || word.ToUpperInvariant() is "BLACK" or "WHITE"))
            {
                player = Player(word);
            }
            else if (word[0] == '-')
            {
                throw new GtpException($"{SyntaxError}: an interval is at least 0, not {word}");
            }
            else if (word == "interval" && i + 1 < arguments.Length)
            {
                interval = Whole(arguments[++i]);
            }
            else if (i + 1 < arguments.Length)
            {
                i++;
            }
            else
            {
                throw new GtpException($"{SyntaxError}: {word} has no value");
            }
        }

        return (player, TimeSpan.FromMilliseconds(10.0 * Math.Clamp(interval, LeastInterval, MostInterval)));
    }
}
