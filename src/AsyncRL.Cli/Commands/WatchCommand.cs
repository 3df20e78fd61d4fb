using System.CommandLine;
using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Cli.Watching;
using AsyncRL.Environments;
using AsyncRL.Policies;
using AsyncRL.Runs;
using AsyncRL.Search.AlphaZero;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Commands;

/// <summary><c>watch</c>: the agent plays in the terminal.</summary>
internal static class WatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("run") { Description = "A run's folder or a model file." };
        Option<string?> task = EnvironmentSettings.TaskOption();
        var checkpoint = new Option<string?>("--checkpoint") { Description = "best, last, final or a number of steps." };
        var fps = new Option<double?>("--fps") { Description = "Steps per second. Default: the environment's own speed." };
        var episodes = new Option<int>("--episodes") { Description = "Episodes to play.", DefaultValueFactory = _ => 3 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the first episode.", DefaultValueFactory = _ => 0 };
        var choice = new Option<string>("--policy")
        {
            Description = "greedy (the most probable action) or sample.",
            DefaultValueFactory = _ => "greedy",
        };
        Option<int> simulations = SearchOptions.HelpingOption();
        var command = new Command("watch", "The agent plays in the terminal: asyncrl watch runs/a3c/MinAtar-Breakout-v1_1")
        {
            run, task, EnvironmentSettings.Option, checkpoint, fps, episodes, seed, choice, simulations,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(fps) is <= 0 or > 1000 or double.NaN)
            {
                throw new UsageException("--fps must be more than 0 and at most 1000.");
            }

            if (parsed.GetValue(episodes) < 1)
            {
                throw new UsageException("--episodes must be at least 1.");
            }

            string path = parsed.GetValue(run)!;
            TrainedPolicy policy = RunModels.Load(path, parsed.GetValue(checkpoint));
            (string id, EnvironmentOptions options) = EnvironmentSettings.Of(terminal, parsed, policy, parsed.GetValue(task));
            policy = EnvironmentSettings.Limited(terminal, parsed, policy, id);
            Environment environment = policy.Description.Enter(EnvironmentRegistry.Default.Make(id, options), id);
            using var owned = environment as IDisposable;
            PolicyMode mode = Mode(parsed.GetValue(choice)!);
            using SearchAgent? search = SearchOptions.HelperOf(path, policy, environment, parsed.GetValue(simulations));
            var play = new WatchedPlay(policy, environment, mode, search);
            double speed = parsed.GetValue(fps) ?? FrameRate.Of(environment);
            Watch(terminal, play, speed, parsed.GetValue(episodes), parsed.GetValue(seed));
            return 0;
        });
        return command;
    }

    /// <summary>The mode that a user's word means.</summary>
    public static PolicyMode Mode(string word) => word switch
    {
        "greedy" => PolicyMode.Greedy,
        "sample" => PolicyMode.Sample,
        _ => throw new UsageException($"--policy: '{word}' is not greedy or sample."),
    };

    // With a user at the keyboard it is a show; otherwise a line per episode.
    private static void Watch(Terminal terminal, WatchedPlay play, double speed, int episodes, ulong seed)
    {
        if (!terminal.IsInteractive || terminal.Keys is not { } openKeys)
        {
            for (int e = 0; e < episodes; e++)
            {
                play.Begin(seed + (ulong)e);
                while (play.End is null)
                {
                    play.Advance();
                }

                terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"step {play.Step}  action {play.ActionText}  return {ReturnText.Of(play.Return)}  ({play.End})"));
            }

            return;
        }

        int linesBelow = WatchSession.StatusLines + PolicyLines.CountFor(play);
        using var screen = new PixelScreen(terminal.Out, play.Environment, terminal.Size(), linesBelow);
        IKeys keys = openKeys();
        using var close = keys as IDisposable;
        new WatchSession(play, screen, new WatchControls(speed), keys, TimeProvider.System).Run(episodes, seed);
    }
}
