using System.CommandLine;
using AsyncRL.Environments;

namespace AsyncRL.Cli.Commands;

/// <summary>The assembly that a run's environment came from: kept in the run's folder, so that what is done with the run later finds it.</summary>
internal static class RunAssembly
{
    private const string Name = "assembly.txt";

    /// <summary>The assemblies to load for a command: those of <c>--assembly</c>, or the one that its run was trained with.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where it is told that a run brings code with it.</param>
    /// <exception cref="UsageException">The run's assembly has gone, or is not a file of this machine.</exception>
    public static IReadOnlyList<string> Wanted(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(CommonOptions.Assembly) is { Length: > 0 } given)
        {
            return given;
        }

        if (parsed.CommandResult.Command.Arguments.FirstOrDefault(a => a.Name == "run") is not Argument<string?> argument
            || parsed.GetValue(argument) is not { Length: > 0 } run || Find(run) is not { } file)
        {
            return [];
        }

        string path = File.ReadAllText(file).Trim();

        // A run's folder may come from anywhere; a path that leads into it or to another machine would run its sender's code.
        bool isForeign = !Path.IsPathFullyQualified(path) || path.StartsWith(@"\\", StringComparison.Ordinal) || path.StartsWith("//", StringComparison.Ordinal)
            || Path.GetFullPath(path).StartsWith(Path.GetDirectoryName(Path.GetFullPath(file)) + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase);
        if (isForeign || !File.Exists(path))
        {
            throw new UsageException(
                $"The environment of '{run}' came from the assembly '{path}', which {(isForeign ? "is not loaded unasked" : "is not there any more")}; give it with --assembly.");
        }

        terminal.Error.WriteLine($"Loading '{path}', which the run's environment came from.");
        return [path];
    }

    /// <summary>Keeps where an environment came from; forgets what an earlier run in the folder kept.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="id">Id of the environment.</param>
    public static void Remember(string folder, string id)
    {
        string file = Path.Combine(folder, Name);
        if (EnvironmentRegistry.Default.AssemblyOf(id) is { } path)
        {
            File.WriteAllText(file, path + "\n");
        }
        else
        {
            File.Delete(file);
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
