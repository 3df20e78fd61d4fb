using AsyncRL.Gymnasium.Channel;

namespace AsyncRL.Gymnasium.Processes;

/// <summary>Finds the Python to use.</summary>
internal static class PythonProgram
{
    private const string Variable = "ASYNCRL_PYTHON";

    /// <summary>The program's path.</summary>
    /// <param name="wanted">What an option asks for, a name or a path; null for the environment variable, the active virtual
    /// environment's, python3 or python.</param>
    /// <exception cref="PythonFault">There is none.</exception>
    public static string Find(string? wanted)
    {
        if (wanted is not null)
        {
            return Locate(wanted) ?? throw new PythonFault(
                $"the option python names '{wanted}', which is no program here; give the path of a Python interpreter");
        }

        if (System.Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Locate(named) ?? throw new PythonFault(
                $"the environment variable {Variable} names '{named}', which is no program here; give the path of a Python " +
                "interpreter");
        }

        if (System.Environment.GetEnvironmentVariable("VIRTUAL_ENV") is { Length: > 0 } home
            && Locate(Path.Combine(home, OperatingSystem.IsWindows() ? "Scripts" : "bin", "python")) is { } own)
        {
            return own;
        }

        return Locate("python3") ?? Locate("python") ?? throw new PythonFault(
            $"Python was not found; install Python 3.8 or newer with gymnasium, or name its program with the option python or " +
            $"the environment variable {Variable}");
    }

    private static string? Locate(string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", string.Empty] : [string.Empty];
        IEnumerable<string> folders = program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
            || program.Contains(Path.AltDirectorySeparatorChar, StringComparison.Ordinal)
            ? [string.Empty]
            : (System.Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        return folders.SelectMany(f => endings.Select(e => Path.Combine(f, program + e))).FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) => File.Exists(path)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path)
            & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
