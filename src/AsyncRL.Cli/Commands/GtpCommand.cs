using System.CommandLine;
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
        var searcher = new Argument<string>("searcher") { Description = "uct." };
        var uniform = new Option<bool>("--uniform") { Description = "Playouts and priors without knowledge of Go." };
        var resign = new Option<float>("--resign-below")
        {
            Description = "Resigns where it expects less than this of -1 to 1; -1 for never.", DefaultValueFactory = _ => -0.9f,
        };
        var command = new Command("gtp", "Speaks the Go Text Protocol: asyncrl gtp uct --size 9 --threads 2 --time 2")
        {
            searcher, options.Size, options.Komi, options.Threads, options.Time, options.Simulations, options.Seed, uniform,
            resign,
        };
        command.SetAction(parsed =>
        {
            SearchOptions.Require(parsed.GetValue(searcher)!);
            SearchSettings settings = options.SettingsOf(parsed);
            bool heavy = !parsed.GetValue(uniform);
            using var engine = new GtpEngine(new GtpSettings
            {
                Name = "AsyncRL uct",
                Size = parsed.GetValue(options.Size) ?? 9,
                Komi = parsed.GetValue(options.Komi) ?? 7,
                Budget = options.BudgetOf(parsed),
                ResignBelow = parsed.GetValue(resign),
                CreateSearch = game => UctSettings.Create(game, settings, heavy),
            });
            engine.Run(terminal.In, terminal.Out);
            return 0;
        });
        return command;
    }
}
