using System.Diagnostics;
using System.Reflection;

namespace AsyncRL.Cli;

/// <summary>
/// This command again, in a process of its own: for what is decided once per process, or measured of a whole one.
/// </summary>
internal static class ChildProcess
{
    /// <summary>Runs it to its end; what it says besides its output passes through.</summary>
    /// <param name="args">Its arguments.</param>
    /// <param name="variable">A variable of its environment.</param>
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(IReadOnlyCollection<string> args, (string Name, string Value)? variable = null)
    {
        ProcessStartInfo start = Command();
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        if (variable is (string name, string value))
        {
            start.Environment[name] = value;
        }

        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"'{string.Join(' ', args)}' in a separate process ended with exit code {process.ExitCode}; " +
                "its output is above.");
    }

    /// <summary>Starts this command: an executable of its own, or the dotnet host with an assembly.</summary>
    public static ProcessStartInfo Command()
    {
        Assembly own = typeof(ChildProcess).Assembly;
        string process = Environment.ProcessPath ?? "dotnet";
        bool isHost = Path.GetFileNameWithoutExtension(process) == "dotnet";
        return Assembly.GetEntryAssembly() == own && !isHost
            ? new ProcessStartInfo(process)
            : new ProcessStartInfo(isHost ? process : "dotnet") { ArgumentList = { own.Location } };
    }
}
