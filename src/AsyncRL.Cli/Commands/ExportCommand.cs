using System.CommandLine;
using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Runs;

namespace AsyncRL.Cli.Commands;

/// <summary><c>export</c>: writes what acts into a file of its own, for a game to ship.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("run") { Description = "A run's folder or a model file." };
        var output = new Option<string>("--out") { Description = "The file, .safetensors; not there yet.", Required = true };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "best, last, final or a number of steps." };
        var command = new Command(
            "export",
            "Writes the agent alone, without what training needs: asyncrl export runs/a3c/CartPole-v1_1 --out agent.safetensors")
        {
            run, output, checkpoint,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(output)!;
            if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            {
                throw new UsageException($"--out: '{path}' must end with .safetensors, the only form that is written.");
            }

            if (Path.Exists(path))
            {
                throw new UsageException($"--out: '{path}' exists; delete it or name another file.");
            }

            TrainedPolicy policy = RunModels.Load(parsed.GetValue(run)!, parsed.GetValue(checkpoint));
            policy.Save(path);
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {policy.Description.Algorithm} on {policy.Description.EnvironmentId} after " +
                $"{policy.Description.Steps:N0} steps, {new FileInfo(path).Length:N0} bytes"));
            return 0;
        });
        return command;
    }
}
