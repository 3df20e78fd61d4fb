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

    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(CommandRunner).Assembly.Location);
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        return Process.Start(start)!;
    }
}
