using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Plotting;
using AsyncRL.Runs;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;
using AsyncRL.Serialization;

namespace AsyncRL.Cli.Commands;

/// <summary><c>rate</c>: Elo of the checkpoints of runs of alphazero, on one scale.</summary>
internal static class RateCommand
{
    // Checkpoints of the same run that each meets: those before it.
    private const int Earlier = 2;

    // Ctrl-C ends the programs as well, and theirs may be heard of first.
    private static readonly TimeSpan Hearing = TimeSpan.FromMilliseconds(200);

    public static Command Create(Terminal terminal)
    {
        var runs = new Argument<string[]>("run") { Description = "Folders of runs.", Arity = ArgumentArity.OneOrMore };
        var opponents = new Option<string[]>("--opponent")
        {
            Description = "A player that each checkpoint meets, as in match; the first has 0 Elo.",
            DefaultValueFactory = _ => ["uct:1000"],
        };
        var games = new Option<int>("--games") { Description = "Games of each match.", DefaultValueFactory = _ => 20 };
        var simulations = new Option<int>("--simulations")
        {
            Description = "Simulations a move of the checkpoints.", DefaultValueFactory = _ => 100,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Matches that are played at once.", DefaultValueFactory = _ => 1,
        };
        Option<int> opening = MatchCommand.OpeningOption();
        Option<ulong> seed = new SearchOptions().Seed;
        var output = new Option<string?>("--out") { Description = "An SVG file for the curve, its mean and spread over runs." };
        var command = new Command(
            "rate", "Elo of every checkpoint: asyncrl rate runs/alphazero/Search-Go-v0_* --games 40 --out elo.svg")
        {
            runs, opponents, games, simulations, opening, threads, seed, output,
        };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            string[] fixedPlayers = parsed.GetValue(opponents)!;
            int count = parsed.GetValue(simulations), atOnce = parsed.GetValue(threads);
            string? path = parsed.GetValue(output);
            Require(count >= 1, "--simulations must be at least 1.");
            Require(atOnce >= 1, "--threads must be at least 1.");
            Require(parsed.GetValue(games) >= 1, "--games must be at least 1.");
            if (path is not null)
            {
                PlotCommand.RequireSvg(path);
            }

            RatedCheckpoint[] rated =
            [
                .. parsed.GetValue(runs)!.DistinctBy(run => Path.TrimEndingDirectorySeparator(Path.GetFullPath(run)))
                    .SelectMany(run => CheckpointsOf(run, count, terminal)),
            ];
            Game game = GameOf(rated);
            ulong first = parsed.GetValue(seed);

            // A run among the opponents is read once, however it goes on meanwhile.
            var read = new ConcurrentDictionary<(string, string?), Lazy<TrainedPolicy>>();
            TrainedPolicy load(string run, string? which) =>
                read.GetOrAdd((run, which), _ => new Lazy<TrainedPolicy>(() => RunModels.Load(run, which))).Value;
            try
            {
                for (int i = 0; i < fixedPlayers.Length; i++)
                {
                    // Before any match, rather than after the first.
                    using IGamePlayer player = Make(i);
                    player.Begin(game.Start());
                }
            }
            catch (Exception e) when (
                e is OperationCanceledException or GtpProgramException && interrupt.Token.WaitHandle.WaitOne(Hearing))
            {
                return 0;   // before the first move
            }

            bool failed = false;
            (double Elo, double Error)[] all = Tournament.Rate(
                game, fixedPlayers.Length + rated.Length, Make, PairsOf(rated, fixedPlayers.Length),
                new MatchSettings { Games = parsed.GetValue(games), OpeningMoves = parsed.GetValue(opening), Seed = first },
                zero: 0, atOnce,
                (pair, result) =>
                {
                    terminal.Out.WriteLine($"{NameOf(pair.A)} - {NameOf(pair.B)}  {result}");
                    if (result.Failure is { } failure)
                    {
                        failed = true;
                        terminal.Error.WriteLine($"Warning: this match ended before its time: {failure}");
                    }
                },
                interrupt.Token);
            if (interrupt.Token.IsCancellationRequested)
            {
                terminal.Out.WriteLine("stopped before all games were played");
            }

            terminal.Out.WriteLine();
            int width = Enumerable.Range(0, all.Length).Max(i => NameOf(i).Length);
            int zero = Math.Max(0, Array.FindIndex(all, r => double.IsFinite(r.Elo)));
            for (int i = 0; i < all.Length; i++)
            {
                terminal.Out.WriteLine($"{NameOf(i).PadRight(width)}  {EloOf(all[i], i == zero)}");
            }

            if (path is not null)
            {
                Draw(path, rated, all[fixedPlayers.Length..], NameOf(zero), terminal);
            }

            return failed ? 1 : 0;

            IGamePlayer Make(int number) => number < fixedPlayers.Length
                ? PlayerText.Create(fixedPlayers[number], first + (ulong)number + 1, load, interrupt.Token)
                : rated[number - fixedPlayers.Length].Player(game, count, first, interrupt.Token);

            string NameOf(int number) =>
                number < fixedPlayers.Length ? fixedPlayers[number] : rated[number - fixedPlayers.Length].Name;
        });
        return command;
    }

    private static string EloOf((double Elo, double Error) rating, bool isZero) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(double.IsFinite(rating.Elo) ? rating.Elo.ToString("+0;-0;0", CultureInfo.InvariantCulture) : "-"),6}" +
        $"{(isZero || !double.IsFinite(rating.Elo) ? string.Empty : $" ± {rating.Error:0}")}");

    // The fixed players come first.
    private static List<(int, int)> PairsOf(RatedCheckpoint[] rated, int fixedPlayers)
    {
        var pairs = new List<(int, int)>();
        for (int i = 0; i < rated.Length; i++)
        {
            int player = fixedPlayers + i;
            pairs.AddRange(Enumerable.Range(0, fixedPlayers).Select(opponent => (player, opponent)));
            pairs.AddRange(Enumerable.Range(1, Earlier).Where(back => i >= back && rated[i - back].Run == rated[i].Run)
                .Select(back => (player, player - back)));
        }

        return pairs;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new UsageException(message);
        }
    }

    private static IEnumerable<RatedCheckpoint> CheckpointsOf(string run, int simulations, Terminal terminal)
    {
        Require(!File.Exists(run), $"'{run}' is a model, which has no checkpoints; name folders of runs.");
        AlphaZeroOptions options = PlaySearch.Of(run, simulations);
        var policies = new List<TrainedPolicy>();
        foreach (string path in RunModels.NewestFirst(RunFolder.Open(run)))
        {
            try
            {
                policies.Add(TrainedPolicy.Load(path));
            }
            catch (CheckpointFormatException e)
            {
                terminal.Error.WriteLine($"Warning: left out: {e.Message}");
            }
            catch (FileNotFoundException)
            {
                // A process that trains the run has deleted it since.
            }
        }

        Require(policies.Count > 0, $"The run '{run}' has no checkpoint that can be read; let it go on for longer.");
        return policies.DistinctBy(p => p.Description.Steps).OrderBy(p => p.Description.Steps)
            .Select(p => new RatedCheckpoint(run, p, options));
    }

    private static Game GameOf(RatedCheckpoint[] rated)
    {
        EnvironmentSettings.RequireId(rated[0].Policy.Description.EnvironmentId);
        Game game = GameNetworks.GameOf(rated[0].Policy.Description);
        foreach (RatedCheckpoint one in rated.DistinctBy(r => r.Run))
        {
            PolicyDescription policy = one.Policy.Description;
            Require(
                policy.EnvironmentId == rated[0].Policy.Description.EnvironmentId,
                $"The runs play {rated[0].Policy.Description.EnvironmentId} and {policy.EnvironmentId}; name runs of one game.");
            Require(policy.Tower is not null, $"The run '{one.Run}' has no network for a search; name runs of alphazero.");
            Game own = GameNetworks.GameOf(policy);
            Require(
                RulesOf(own) == RulesOf(game),
                $"The run '{rated[0].Run}' plays {RulesOf(game)} and '{one.Run}' {RulesOf(own)}; name runs of one game.");
            GameNetworks.RequireFit(policy.Tower!, game);
        }

        return game;
    }

    private static string RulesOf(Game game) =>
        $"{game.Name} on {game.Columns} x {game.Rows}{(game is GoGame go ? $" by {go.Rules}" : string.Empty)}";

    private static void Draw(
        string path, RatedCheckpoint[] rated, (double Elo, double Error)[] ratings, string zero, Terminal terminal)
    {
        var curves = new List<IReadOnlyList<(double, double)>>();
        foreach (IGrouping<string, (RatedCheckpoint First, (double Elo, double Error) Second)> run in
            rated.Zip(ratings).Where(p => double.IsFinite(p.Second.Elo)).GroupBy(p => p.First.Run))
        {
            List<(double, double)> points = [.. run.Select(p => ((double)p.First.Policy.Description.Steps, p.Second.Elo))];
            if (points.Count > 1)
            {
                curves.Add(points);
            }
            else
            {
                terminal.Error.WriteLine($"Warning: {path} leaves '{run.Key}' out: one checkpoint is no curve.");
            }
        }

        if (curves.Count == 0)
        {
            terminal.Error.WriteLine($"Warning: nothing to draw in {path}: no run has two rated checkpoints.");
            return;
        }

        PolicyDescription description = rated[0].Policy.Description;
        LearningCurve curve = LearningCurves.Of(description.Algorithm, description.EnvironmentId, curves);
        AtomicFile.WriteText(path, LearningCurves.ToPlot([curve], $"Elo ({zero} has 0)").ToSvg());
        terminal.Out.WriteLine($"Wrote {path}");
    }
}
