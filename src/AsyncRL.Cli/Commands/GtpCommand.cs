using System.CommandLine;
using AsyncRL.Agents;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Go;
using AsyncRL.Search.Gtp;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;

namespace AsyncRL.Cli.Commands;

/// <summary><c>gtp</c>: a Go program for Sabaki, GoGui and others.</summary>
internal static class GtpCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new SearchOptions();
        var searcher = new Argument<string>("searcher") { Description = "uct, or a run's folder or model file." };
        var uniform = new Option<bool>("--uniform") { Description = "Playouts and priors without knowledge of Go." };
        var resign = new Option<float>("--resign-below")
        {
            Description = "Resigns where it expects less than this, -1 to 0, of results from -1 to 1; -1 for never.",
            DefaultValueFactory = _ => -0.9f,
        };
        var command = new Command("gtp", "Speaks the Go Text Protocol: asyncrl gtp uct --size 9 --threads 2 --time 2")
        {
            searcher, options.Size, options.Komi, options.Threads, options.Time, options.Simulations, options.Seed,
            options.Checkpoint, options.Set, uniform, resign,
        };
        command.SetAction(parsed =>
        {
            float resignBelow = parsed.GetValue(resign) is >= -1 and <= 0 and var wanted ? wanted : throw new UsageException(
                FormattableString.Invariant(
                    $"--resign-below: {parsed.GetValue(resign)} is out of range; it must be -1 to 0."));
            string name = parsed.GetValue(searcher)!;
            TrainedPolicy? network = SearchOptions.NetworkOf(name, parsed.GetValue(options.Checkpoint));
            SearcherOptions.Check(parsed, options, network is not null, uniform);
            GoGame? own = network is null ? null : GameNetworks.GameOf(network.Description) as GoGame
                ?? throw new UsageException($"The run plays {network.Description.EnvironmentId}, and GTP is for Go.");
            SearchSettings settings = options.SettingsOf(parsed);
            SearchBudget budget =
                network is null ? options.BudgetOf(parsed) : options.BudgetOf(parsed, PlayerText.NetworkSimulations);
            AlphaZeroOptions? play = network is null ? null : options.PlayOf(parsed, name, budget);
            bool heavy = !parsed.GetValue(uniform);
            using var engine = new GtpEngine(new GtpSettings
            {
                Name = network is null ? "AsyncRL uct" : "AsyncRL alphazero",
                Size = parsed.GetValue(options.Size) ?? own?.Rows ?? 9,
                OnlySize = own?.Rows,
                Komi = parsed.GetValue(options.Komi) ?? own?.Rules.Komi ?? 7,
                Budget = budget,
                ResignBelow = resignBelow,
                CreateSearch = game => network is null
                    ? UctSettings.Create(game, settings, heavy)
                    : NetworkPlayer.CreateSearch(network, game, settings, play),
            });
            engine.Run(terminal.In, terminal.Out);
            return 0;
        });
        return command;
    }
}
