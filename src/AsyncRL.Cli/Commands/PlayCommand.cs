using System.CommandLine;
using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;

namespace AsyncRL.Cli.Commands;

/// <summary><c>play</c>: the user plays against a search in the terminal.</summary>
internal static class PlayCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new SearchOptions();
        var searcher = new Argument<string>("searcher") { Description = "uct, or a run's folder or model file." };
        var second = new Option<bool>("--second") { Description = "The search begins." };
        var command = new Command("play", "You play in the terminal: asyncrl play uct --game connect-four")
        {
            searcher, options.Game, options.Size, options.Komi, second, options.Threads, options.Time, options.Simulations,
            options.Checkpoint, options.Set, options.Seed,
        };
        command.SetAction(parsed =>
        {
            SearchSettings settings = options.SettingsOf(parsed);
            int user = parsed.GetValue(second) ? 1 : 0;
            string name = parsed.GetValue(searcher)!;
            TrainedPolicy? network = SearchOptions.NetworkOf(name, parsed.GetValue(options.Checkpoint));
            SearcherOptions.Check(parsed, options, network is not null);
            if (network is not null)
            {
                SearchBudget budget = options.BudgetOf(parsed, PlayerText.NetworkSimulations);
                using var learned = new NetworkPlayer(
                    network, budget, settings, options.PlayOf(parsed, name, budget), "alphazero");
                Play(terminal, options.GameOf(parsed, network), learned, user);
                return 0;
            }

            using var player = new UctPlayer(options.BudgetOf(parsed), settings, name: "uct");
            Play(terminal, options.GameOf(parsed), player, user);
            return 0;
        });
        return command;
    }

    private static void Play(Terminal terminal, Game game, SearchPlayer player, int user)
    {
        GameState state = game.Start();
        player.Begin(state);
        terminal.Out.WriteLine(
            $"You are {game.PlayerNames[user]} ({"XO"[user]}). Moves are {Example(game)}; 'undo' takes back, 'quit' ends.");
        var positions = new Stack<GameState>();
        while (!state.IsOver)
        {
            if (state.Player == user)
            {
                terminal.Out.Write($"\n{BoardText(game, state)}\nyour move: ");
                terminal.Out.Flush();
                if (terminal.In.ReadLine() is not { } line || line.Trim() is "quit" or "exit" or "resign")
                {
                    terminal.Out.WriteLine();
                    return;
                }

                if (line.Trim() == "undo")
                {
                    state = positions.TryPop(out GameState? before) ? before : state;
                }
                else if (!game.TryParseMove(line, out int move) || !state.IsLegal(move))
                {
                    terminal.Out.WriteLine($"'{line.Trim()}' is no legal move; moves are {Example(game)}.");
                }
                else
                {
                    positions.Push(state.Clone());
                    state.Play(move);
                }
            }
            else
            {
                int move = player.Choose(state);
                TreeSearch search = player.Search!;
                terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{player.Name} plays {game.MoveText(move)} ({search.Simulations:N0} simulations, " +
                    $"expects {search.Value:0.00})"));
                state.Play(move);
            }
        }

        string end = state.Outcome == 0 ? "A draw." : state.Outcome > 0 == (user == 0) ? "You win." : "You lose.";
        bool hasPoints = game.HasOwners || state.Score != state.Outcome;
        string score = !hasPoints || state.Score == 0 ? string.Empty
            : string.Create(
                CultureInfo.InvariantCulture,
                $" {game.PlayerNames[state.Score > 0 ? 0 : 1]} leads by {Math.Abs(state.Score):0.#}.");
        terminal.Out.WriteLine($"\n{BoardText(game, state)}\n{end}{score}");
    }

    // A move of the board's two ends, and the pass.
    private static string Example(Game game)
    {
        int last = game.Pass >= 0 ? game.Pass - 1 : game.Moves - 1;
        return $"{game.MoveText(0)} to {game.MoveText(last)}{(game.Pass >= 0 ? " and pass" : string.Empty)}";
    }

    // With the names of rows and columns where moves are points, else with those of columns.
    private static string BoardText(Game game, GameState state)
    {
        string[] rows = state.ToString().TrimEnd('\n').Split('\n');
        bool points = game.Moves >= game.Rows * game.Columns;
        string letters = string.Join(' ', Enumerable.Range(0, game.Columns).Select(c => game.MoveText(c)[..1]));
        return points
            ? string.Join('\n', rows.Select((row, r) => $"{game.MoveText(r * game.Columns)[1..],2} {row}")) + $"\n   {letters}"
            : $"{string.Join('\n', rows)}\n{letters}";
    }
}
