using System.Diagnostics;

namespace AsyncRL.Tests.Recorded;

/// <summary>
/// The recorded trainings' results on the scalar kernels. Which kernels a process uses is decided once, by the hardware that the
/// runtime shows it; so they are trained, once for all tests, in a process that is shown none.
/// </summary>
public sealed class ScalarTrainings
{
    private const string HardwareVariable = "DOTNET_EnableHWIntrinsic";

    private readonly Lazy<Dictionary<string, string>> results = new(Train);

    /// <summary>What a training ended with, as <see cref="TrainingHashes"/> writes it.</summary>
    public string this[string name] => results.Value[name];

    private static Dictionary<string, string> Train()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(Program).Assembly.Location },
            Environment = { [HardwareVariable] = "0" },
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("Scalar", lines[0]);
        return lines.Skip(1).Select(l => l.Split(": ")).ToDictionary(l => l[0], l => l[1]);
    }
}
