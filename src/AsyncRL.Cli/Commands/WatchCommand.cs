using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Policies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Cli.Commands;

/// <summary><c>watch</c>: the agent plays in the terminal.</summary>
internal static class WatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("run") { Description = "A run's folder or a model file." };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "best, last, final or a number of steps." };
        var fps = new Option<double>("--fps") { Description = "Steps a second.", DefaultValueFactory = _ => 20 };
        var episodes = new Option<int>("--episodes") { Description = "Episodes to play.", DefaultValueFactory = _ => 3 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the first episode.", DefaultValueFactory = _ => 0 };
        var play = new Option<string>("--policy") { Description = "greedy (the most probable action) or sample.", DefaultValueFactory = _ => "greedy" };
        var command = new Command("watch", "The agent plays in the terminal: asyncrl watch runs/a3c/MinAtar-Breakout-v1_1")
        {
            run, checkpoint, fps, episodes, seed, play,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(fps) is not (> 0 and <= 1000))
            {
                throw new UsageException("--fps must be more than 0 and at most 1000.");
            }

            if (parsed.GetValue(episodes) < 1)
            {
                throw new UsageException("--episodes must be at least 1.");
            }

            TrainedPolicy policy = ModelLocator.Load(parsed.GetValue(run)!, parsed.GetValue(checkpoint));
            Environment environment = EnvironmentRegistry.Default.Make(policy.Description.EnvironmentId);
            PolicyMode mode = Mode(parsed.GetValue(play)!);
            TimeSpan pause = terminal.IsInteractive ? TimeSpan.FromSeconds(1 / parsed.GetValue(fps)) : TimeSpan.Zero;
            using var screen = new PixelScreen(terminal, environment);

            // Ctrl-C ends the process from another thread; what was hidden and coloured must be put right before.
            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => screen.Dispose());
            for (int e = 0; e < parsed.GetValue(episodes); e++)
            {
                Play(environment, policy.CreateActor(parsed.GetValue(seed) + (ulong)e), mode, screen, pause, parsed.GetValue(seed) + (ulong)e);
            }

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

    private static void Play(Environment environment, PolicyActor actor, PolicyMode mode, PixelScreen screen, TimeSpan pause, ulong seed)
    {
        var observation = new float[environment.ObservationSpace.Length];
        bool[] legal = environment.HasActionMask ? new bool[environment.ActionSpace.MaskWidth] : [];
        environment.Reset(seed, observation);
        double total = 0;
        for (long step = 1; step <= Evaluator.DefaultMaxSteps; step++)
        {
            if (legal.Length > 0)
            {
                environment.WriteActionMask(legal);
            }

            EnvironmentAction action = actor.Choose(observation, mode, legal);
            string shown = action.ToString();
            StepResult result = environment.Step(action, observation);
            total += result.Reward;
            bool ended = result.Terminated || result.Truncated;
            screen.Show(observation, string.Create(
                CultureInfo.InvariantCulture, $"step {step}  action {shown}  return {total:F1}{(ended ? "  (episode over)" : string.Empty)}"), ended);
            Thread.Sleep(pause);
            if (ended)
            {
                return;
            }
        }
    }
}
