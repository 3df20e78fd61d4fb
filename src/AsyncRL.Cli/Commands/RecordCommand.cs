using System.CommandLine;
using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Cli.Watching;
using AsyncRL.Environments;
using AsyncRL.Recording;
using AsyncRL.Runs;
using AsyncRL.Search.AlphaZero;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Commands;

/// <summary><c>record</c>: records the agent at play.</summary>
internal static class RecordCommand
{
    // Viewers show GIFs no faster.
    private const double MostFramesPerSecond = 50;

    public static Command Create(Terminal terminal)
    {
        var defaults = new RecordingOptions();
        var run = new Argument<string>("run") { Description = "A run's folder or a model file." };
        var output = new Option<string>("--out")
        {
            Description = "The video: .gif, .png (animated) or .mp4 (needs ffmpeg).", Required = true,
        };
        Option<string?> task = EnvironmentSettings.TaskOption();
        var checkpoint = new Option<string?>("--checkpoint") { Description = "best, last, final or a number of steps." };
        var episodes =
            new Option<int>("--episodes") { Description = "Episodes to record.", DefaultValueFactory = _ => defaults.Episodes };
        var frames = new Option<int>("--frames")
        {
            Description = "Maximum number of frames.",
            DefaultValueFactory = _ => defaults.MostFrames,
        };
        var every = new Option<int>("--every")
        {
            Description = "Steps from one frame to the next.",
            DefaultValueFactory = _ => defaults.Every,
        };
        var fps = new Option<double?>("--fps")
        {
            Description = $"Frames a second; by default as fast as the game is, at most {MostFramesPerSecond}.",
        };
        var scale = new Option<int>("--scale")
        {
            Description = "Enlargement; 0 for about 200 pixels per side.",
            DefaultValueFactory = _ => defaults.Scale,
        };
        var seed =
            new Option<ulong>("--seed") { Description = "Seed of the first episode.", DefaultValueFactory = _ => defaults.Seed };
        var play = new Option<string>("--policy")
        {
            Description = "greedy (the most probable action) or sample.",
            DefaultValueFactory = _ => "greedy",
        };
        Option<int> simulations = SearchOptions.HelpingOption();
        var command = new Command("record", "Records the agent: asyncrl record runs/a3c/MinAtar-Breakout-v1_1 --out breakout.gif")
        {
            run, output, task, EnvironmentSettings.Option, checkpoint, episodes, frames, every, fps, scale, seed, play,
            simulations,
        };
        command.SetAction(parsed =>
        {
            foreach (Option<int> option in (Option<int>[])[episodes, frames, every])
            {
                if (parsed.GetValue(option) < 1)
                {
                    throw new UsageException($"{option.Name} must be at least 1.");
                }
            }

            if (parsed.GetValue(fps) is not (null or (> 0 and <= 1000)))
            {
                throw new UsageException("--fps must be more than 0 and at most 1000.");
            }

            if (parsed.GetValue(scale) is < 0 or > 100)
            {
                throw new UsageException("--scale must be from 0 to 100.");
            }

            string file = parsed.GetValue(run)!;
            TrainedPolicy policy = RunModels.Load(file, parsed.GetValue(checkpoint));
            var options = new RecordingOptions
            {
                Episodes = parsed.GetValue(episodes),
                MostFrames = parsed.GetValue(frames),
                Every = parsed.GetValue(every),
                Scale = parsed.GetValue(scale),
                Seed = parsed.GetValue(seed),
                Policy = WatchCommand.Mode(parsed.GetValue(play)!),
            };
            string path = parsed.GetValue(output)!;
            (string id, EnvironmentOptions environmentOptions) = EnvironmentSettings.Of(
                terminal, parsed, policy, parsed.GetValue(task));
            policy = EnvironmentSettings.Limited(terminal, parsed, policy, id);
            Environment environment = policy.Description.Enter(EnvironmentRegistry.Default.Make(id, environmentOptions), id);
            using var owned = environment as IDisposable;
            using SearchAgent? search = SearchOptions.HelperOf(file, policy, environment, parsed.GetValue(simulations));
            options = options with
            {
                Agent = search,
                FramesPerSecond = parsed.GetValue(fps)
                    ?? Math.Min(FrameRate.Of(environment) / options.Every, MostFramesPerSecond),
            };
            using var interrupt = new Interrupt();
            (IReadOnlyList<double> returns, int count) = Recorder.Record(policy, environment, path, options, interrupt.Token);
            string played = returns.Count == 0
                ? "the video ends before the episode does"
                : $"returns {string.Join(", ", returns.Select(r => ReturnText.Of(r)))}";
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} frames in {path}; {played}"));
            return 0;
        });
        return command;
    }
}
