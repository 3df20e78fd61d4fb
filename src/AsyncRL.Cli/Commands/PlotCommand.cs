using System.CommandLine;
using AsyncRL.Plotting;
using AsyncRL.Serialization;

namespace AsyncRL.Cli.Commands;

/// <summary><c>plot</c>: learning curves of runs as an SVG picture.</summary>
internal static class PlotCommand
{
    public static Command Create(Terminal terminal)
    {
        var runs = new Argument<string[]>("runs") { Description = "Folders of runs.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "The SVG file to write.", Required = true };
        var tag =
            new Option<string>("--tag") { Description = "What to draw.", DefaultValueFactory = _ => LearningCurves.DefaultTag };
        var command = new Command(
            "plot", "Learning curves with their spread over seeds: asyncrl plot runs/a3c/CartPole-v1_* --out curves.svg")
        {
            runs, output, tag,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(output)!;
            RequireSvg(path);
            string name = parsed.GetValue(tag)!;
            LinePlot plot = LearningCurves.ToPlot(LearningCurves.FromRuns(parsed.GetValue(runs)!, name), name);
            AtomicFile.WriteText(path, plot.ToSvg());
            terminal.Out.WriteLine($"Wrote {path}");
            return 0;
        });
        return command;
    }

    /// <summary>Refuses a file whose name says that it is another kind of picture.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UsageException">It is.</exception>
    public static void RequireSvg(string path)
    {
        if (Path.GetExtension(path) is { Length: > 0 } extension
            && !extension.Equals(".svg", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException(
                $"--out {path}: plots are written as SVG, not as {extension}; name the file " +
                $"{Path.ChangeExtension(path, ".svg")}, which browsers show and convert.");
        }
    }
}
