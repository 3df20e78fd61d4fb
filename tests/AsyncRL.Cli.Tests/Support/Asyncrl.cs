using System.Diagnostics;

namespace AsyncRL.Cli.Tests.Support;

/// <summary>Runs command lines, in this process or as a process of their own.</summary>
internal static class Asyncrl
{
    // Small enough that a test of a whole run takes a tenth of a second.
    public static readonly string[] TinyRun =
    [
        "train", "a3c", "--env", "CartPole-v1", "--steps", "600", "--threads", "1",
        "--set", "network.hidden=8", "--set", "evaluation.episodes=1", "--set", "topology.envs_per_actor=1",
    ];

    public static (int Code, string Out, string Error) Run(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = CommandRunner.Run(args, new Terminal(output, error, IsInteractive: false));
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>A finished run of 600 steps.</summary>
    public static void Train(string folder, params string[] more)
    {
        (int code, _, string error) = Run([.. TinyRun, "--out", folder, .. more]);
        Assert.True(code == 0, error);
    }

    /// <summary>Runs a command that must succeed, and gives what it wrote to its standard output.</summary>
    public static string Succeed(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        Assert.True(code == 0, error);
        return output;
    }

    /// <summary>Runs a command that must be refused as wrong usage before it writes anything, and gives its one line.</summary>
    public static string Refuse(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        Assert.True(code == 2, $"exit code {code}: {output}{error}");
        Assert.Empty(output);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        return Assert.Single(error.TrimEnd().Split('\n'));
    }

    /// <summary>Runs a command in a process of its own.</summary>
    public static (int Code, string Out, string Error) RunApart(params string[] args)
    {
        using Process process = Start(args);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Starts the command as a process, which ends at the latest when it is disposed of.</summary>
    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(CommandRunner).Assembly.Location);
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        var process = new OwnedProcess { StartInfo = start };
        process.Start();
        return process;
    }
}
