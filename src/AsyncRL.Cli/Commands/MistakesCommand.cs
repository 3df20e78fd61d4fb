using System.CommandLine;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;
using AsyncRL.Search.Matches;
using AsyncRL.Search.Players;

namespace AsyncRL.Cli.Commands;

/// <summary><c>mistakes</c>: how often a player of Connect Four gives a result away, on sets of solved positions.</summary>
internal static class MistakesCommand
{
    public static Command Create(Terminal terminal)
    {
        var player = new Argument<string>("player") { Description = "A player of Connect Four, as in match." };
        var sets = new Option<string[]>("--set")
        {
            Description = $"Sets to measure on: {string.Join(", ", ConnectFourSet.Names)}. Default: all.",
            AllowMultipleArgumentsPerToken = true,
        };
        var positions = new Option<int>("--positions")
        {
            Description = "The most positions of each set.", DefaultValueFactory = _ => 1_000,
        };
        var options = new SearchOptions();
        var command = new Command(
            "mistakes", "Moves that give a win or a draw away in Connect Four: asyncrl mistakes uct:1000 --set L2_R2")
        {
            player, sets, positions, options.Seed,
        };
        command.SetAction(parsed =>
        {
            int most = parsed.GetValue(positions);
            if (most < 1)
            {
                throw new UsageException("--positions must be at least 1.");
            }

            string[] names = parsed.GetValue(sets) is { Length: > 0 } given ? given : [.. ConnectFourSet.Names];
            ConnectFourSet[] loaded = [.. names.Select(ConnectFourSet.Load)];
            using var interrupt = new Interrupt();
            using IGamePlayer asked = PlayerText.Create(
                parsed.GetValue(player)!, parsed.GetValue(options.Seed), cancellation: interrupt.Token);
            if (asked is NetworkPlayer network && GameNetworks.GameOf(network.Policy.Description) is var own and not ConnectFour)
            {
                throw new UsageException(
                    $"{asked.Name} plays {own.Name} on {own.Columns} x {own.Rows}; mistakes are measured in Connect Four.");
            }

            var solver = new ConnectFourSolver();
            foreach (ConnectFourSet set in loaded)
            {
                ConnectFourSet part = set with { Positions = [.. set.Positions.Take(most)] };
                terminal.Out.WriteLine(ConnectFourMistakes.Measure(asked, part, solver, interrupt.Token));
                if (interrupt.Token.IsCancellationRequested)
                {
                    terminal.Out.WriteLine("stopped before all positions were played");
                    break;
                }
            }

            return 0;
        });
        return command;
    }
}
