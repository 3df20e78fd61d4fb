using System.CommandLine;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Search.Players;

namespace AsyncRL.Cli.Commands;

/// <summary>
/// The assemblies that a run's algorithm and environment came from: kept in the run's folder, a path a line, so that what is done
/// with the run later finds them.
/// </summary>
internal static class RunAssembly
{
    private const string Name = "assembly.txt";

    // Arguments that may name a run.
    private static readonly string[] Runs = ["run", "searcher", "player", "A", "B"];

    /// <summary>
    /// The assemblies to load for a command: those of <c>--assembly</c>, or those that its run was trained with.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where it is told that a run brings code with it.</param>
    /// <exception cref="UsageException">An assembly of the run has gone, or is not a file of this machine.</exception>
    public static IReadOnlyList<string> Wanted(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(CommonOptions.Assembly) is { Length: > 0 } given)
        {
            return given;
        }

        var paths = new List<string>();
        foreach (string run in RunsOf(parsed))
        {
            foreach (string path in Find(run) is { } file ? ReadOf(file, run) : [])
            {
                if (!paths.Contains(path))
                {
                    paths.Add(path);
                }
            }
        }

        foreach (string path in paths)
        {
            terminal.Error.WriteLine($"Loading '{path}', which the run was trained with.");
        }

        return paths;
    }

    /// <summary>Keeps where an algorithm and environments came from; forgets what an earlier run in the folder kept.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="algorithm">Name of the algorithm.</param>
    /// <param name="ids">Ids of the environments.</param>
    public static void Remember(string folder, string algorithm, IReadOnlyList<string> ids)
    {
        string file = Path.Combine(folder, Name);
        string?[] found = [.. ids.Select(EnvironmentRegistry.Default.AssemblyOf), AlgorithmCatalog.AssemblyOf(algorithm)];
        string[] paths = [.. found.OfType<string>().Distinct()];
        if (paths.Length > 0)
        {
            File.WriteAllText(file, string.Concat(paths.Select(p => p + "\n")));
        }
        else
        {
            File.Delete(file);
        }
    }

    // A run that is required and missing, as in "watch --help", has no value to ask for. Players of games may be runs with
    // settings.
    private static IEnumerable<string> RunsOf(ParseResult parsed)
    {
        foreach (Argument<string?> argument in parsed.CommandResult.Command.Arguments.OfType<Argument<string?>>())
        {
            if (Runs.Contains(argument.Name) && parsed.GetResult(argument) is { Tokens.Count: > 0 }
                && parsed.GetValue(argument) is { Length: > 0 } text)
            {
                yield return PlayerText.RunOf(text) ?? text;
            }
        }

        foreach (Argument<string[]> argument in parsed.CommandResult.Command.Arguments.OfType<Argument<string[]>>())
        {
            bool isGiven = Runs.Contains(argument.Name) && parsed.GetResult(argument) is { Tokens.Count: > 0 };
            foreach (string run in isGiven ? parsed.GetValue(argument)! : [])
            {
                yield return run;
            }
        }
    }

    private static string[] ReadOf(string file, string run)
    {
        string[] paths = File.ReadAllText(file).Split(
            '\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string path in paths)
        {
            Require(path, file, run);
        }

        return paths;
    }

    // A run's folder may come from anywhere; a path that leads into it or to another machine would run its sender's code.
    private static void Require(string path, string file, string run)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file)) + Path.DirectorySeparatorChar;
        bool isForeign = !Path.IsPathFullyQualified(path)
            || path.StartsWith(@"\\", StringComparison.Ordinal) || path.StartsWith("//", StringComparison.Ordinal)
            || Path.GetFullPath(path).StartsWith(folder, StringComparison.OrdinalIgnoreCase);
        if (isForeign || !File.Exists(path))
        {
            throw new UsageException(
                $"The run '{run}' was trained with the assembly '{path}', which " +
                $"{(isForeign ? "is not loaded unasked" : "is not there any more")}; " +
                "give it with --assembly.");
        }
    }

    // A model file lies in its run's folder or in checkpoints/ there.
    private static string? Find(string run)
    {
        string full = Path.GetFullPath(run);
        string? parent = Path.GetDirectoryName(full);
        string?[] folders = File.Exists(full) ? [parent, Path.GetDirectoryName(parent)] : [full];
        return folders.OfType<string>().Select(f => Path.Combine(f, Name)).FirstOrDefault(File.Exists);
    }
}
