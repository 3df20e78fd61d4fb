using System.CommandLine;
using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Plotting;
using AsyncRL.Runs;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;
using AsyncRL.Serialization;

namespace AsyncRL.Cli.Commands;

/// <summary><c>rate</c>: Elo of the checkpoints of runs of alphazero, on one scale.</summary>
internal static class RateCommand
{
    // Checkpoints of the same run that each meets: those before it.
    private const int Earlier = 2;

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
        Option<ulong> seed = new SearchOptions().Seed;
        var output = new Option<string?>("--out") { Description = "An SVG file for the curve, its mean and spread over runs." };
        var command = new Command(
            "rate", "Elo of every checkpoint: asyncrl rate runs/alphazero/Search-Go-v0_* --games 40 --out elo.svg")
        {
            runs, opponents, games, simulations, threads, seed, output,
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

            Rated[] rated = [.. parsed.GetValue(runs)!.Distinct().SelectMany(run => CheckpointsOf(run, count))];
            Game game = GameOf(rated);
            RequirePlayers(fixedPlayers, game);
            ulong first = parsed.GetValue(seed);
            (double Elo, double Error)[] all = Tournament.Rate(
                game, fixedPlayers.Length + rated.Length, Make, PairsOf(rated, fixedPlayers.Length),
                new MatchSettings { Games = parsed.GetValue(games), Seed = first }, zero: 0, atOnce,
                (pair, result) =>
                {
                    terminal.Out.WriteLine($"{NameOf(pair.A)} - {NameOf(pair.B)}  {result}");
                    if (result.Failure is { } failure)
                    {
                        terminal.Error.WriteLine($"Warning: this match ended before its time: {failure}");
                    }
                },
                interrupt.Token);
            terminal.Out.WriteLine();
            int width = Enumerable.Range(0, all.Length).Max(i => NameOf(i).Length);
            for (int i = 0; i < all.Length; i++)
            {
                string elo = string.Create(
                    CultureInfo.InvariantCulture, $"{all[i].Elo,6:+0;-0;0}{(i == 0 ? string.Empty : $" ± {all[i].Error:0}")}");
                terminal.Out.WriteLine($"{NameOf(i).PadRight(width)}  {elo}");
            }

            if (path is not null)
            {
                Draw(path, rated, all[fixedPlayers.Length..], fixedPlayers[0], terminal);
            }

            return 0;

            IGamePlayer Make(int number) => number < fixedPlayers.Length
                ? PlayerText.Create(fixedPlayers[number], first + (ulong)number + 1, interrupt.Token)
                : rated[number - fixedPlayers.Length].Player(game, count, first, interrupt.Token);

            string NameOf(int number) =>
                number < fixedPlayers.Length ? fixedPlayers[number] : rated[number - fixedPlayers.Length].Name;
        });
        return command;
    }

    // The fixed players come first.
    private static List<(int, int)> PairsOf(Rated[] rated, int fixedPlayers)
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

    private static IEnumerable<Rated> CheckpointsOf(string run, int simulations)
    {
        AlphaZeroOptions options = PlaySearch.Of(run, simulations);
        TrainedPolicy[] policies =
        [
            .. RunModels.NewestFirst(RunFolder.Open(run)).Reverse().Select(TrainedPolicy.Load)
                .DistinctBy(p => p.Description.Steps).OrderBy(p => p.Description.Steps),
        ];
        Require(policies.Length > 0, $"The run '{run}' has no checkpoint yet; let it go on for longer.");
        return policies.Select(p => new Rated(run, p, options));
    }

    private static Game GameOf(Rated[] rated)
    {
        EnvironmentSettings.RequireId(rated[0].Policy.Description.EnvironmentId);
        Game game = GameNetworks.GameOf(rated[0].Policy.Description);
        foreach (Rated one in rated)
        {
            Require(
                one.Policy.Description.EnvironmentId == rated[0].Policy.Description.EnvironmentId,
                $"The runs play {rated[0].Policy.Description.EnvironmentId} and {one.Policy.Description.EnvironmentId}; name " +
                "runs of one game.");
            GameNetworks.RequireFit(
                one.Policy.Description.Tower ?? throw new UsageException(
                    $"The run '{one.Run}' has no network for a search; name runs of alphazero."), game);
        }

        return game;
    }

    // Before any match, rather than after the first. Programs are asked when they play.
    private static void RequirePlayers(string[] players, Game game)
    {
        foreach (string text in players.Where(p => !p.StartsWith("gtp:", StringComparison.Ordinal)))
        {
            using IGamePlayer player = PlayerText.Create(text);
            player.Begin(game.Start());
        }
    }

    private static void Draw(
        string path, Rated[] rated, (double Elo, double Error)[] ratings, string zero, Terminal terminal)
    {
        var curves = new List<IReadOnlyList<(double, double)>>();
        foreach (IGrouping<string, (Rated First, (double Elo, double Error) Second)> run in
            rated.Zip(ratings).Where(p => double.IsFinite(p.Second.Elo)).GroupBy(p => p.First.Run))
        {
            curves.Add([.. run.Select(p => ((double)p.First.Policy.Description.Steps, p.Second.Elo))]);
        }

        if (curves.Count == 0)
        {
            terminal.Error.WriteLine($"Warning: nothing to draw in {path}: no games join the checkpoints to {zero}.");
            return;
        }

        PolicyDescription description = rated[0].Policy.Description;
        LearningCurve curve = LearningCurves.Of(description.Algorithm, description.EnvironmentId, curves);
        AtomicFile.WriteText(path, LearningCurves.ToPlot([curve], $"Elo ({zero} has 0)").ToSvg());
        terminal.Out.WriteLine($"Wrote {path}");
    }

    private sealed record Rated(string Run, TrainedPolicy Policy, AlphaZeroOptions Options)
    {
        // Nodes of a search, for each of its simulations and each of the game's moves; the tree is kept from move to move.
        private const int Nodes = 4;

        public string Name => string.Create(CultureInfo.InvariantCulture, $"{Run} {Policy.Description.Steps:N0}");

        public NetworkPlayer Player(Game game, int simulations, ulong seed, CancellationToken cancellation)
        {
            int nodes = (int)Math.Clamp((long)Nodes * simulations * game.Moves, 1_000, 1_500_000);
            return new NetworkPlayer(
                Policy, SearchBudget.Of(simulations), new SearchSettings { Seed = seed, NodeCapacity = nodes }, Options, Name)
            {
                Cancellation = cancellation,
            };
        }
    }
}
