using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit.Abstractions;

namespace AsyncRL.Gymnasium.Tests.Support;

/// <summary>
/// The Python that the tests play in: with the real Gymnasium where it can be imported, and otherwise with a small one of these
/// tests' own that follows its interface.
/// </summary>
internal static class TestPython
{
    /// <summary>Its path; null where there is no Python with NumPy.</summary>
    public static string? Program { get; private set; }

    /// <summary>Whether Gymnasium is the real one.</summary>
    public static bool HasGymnasium { get; private set; }

    /// <summary>Says that a test is left out, where it must be.</summary>
    public static bool IsMissing(ITestOutputHelper output)
    {
        if (Program is not null)
        {
            return false;
        }

        output.WriteLine("Not checked: there is no Python 3 with NumPy here.");
        return true;
    }

    /// <summary>The settings of one of the tests' environments.</summary>
    public static GymnasiumSettings World(string name, params (string Key, object Value)[] arguments)
    {
        var settings = new GymnasiumSettings { Id = $"asyncrl_worlds:{name}", Place = PythonPlace.Workers };
        foreach ((string key, object value) in arguments)
        {
            settings.Arguments[key] = value switch
            {
                string text => text,
                bool truth => truth,
                int whole => whole,
                _ => throw new ArgumentException($"{value} is no argument of these tests."),
            };
        }

        return settings;
    }

    /// <summary>Runs a script and returns what it prints.</summary>
    public static string Run(string script, string? program = null)
    {
        var start = new ProcessStartInfo(program ?? Program!) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(errors.Result);
    }

    // Children inherit it, before any of them starts.
    [ModuleInitializer]
    internal static void Prepare()
    {
        string here = AppContext.BaseDirectory;
        string? named = System.Environment.GetEnvironmentVariable("ASYNCRL_PYTHON");
        Program = new[] { named, "python3", "/usr/bin/python3", "python" }
            .FirstOrDefault(p => p is not null && Succeeds(p, "import sys, numpy; sys.exit(sys.version_info < (3, 8))"));
        HasGymnasium = Program is not null && Succeeds(Program, "import gymnasium; gymnasium.make");
        string[] paths =
        [
            Path.Combine(here, "worlds"), .. HasGymnasium ? [] : (string[])[Path.Combine(here, "fake")],
            .. (System.Environment.GetEnvironmentVariable("PYTHONPATH") is { Length: > 0 } path) ? (string[])[path] : [],
        ];
        System.Environment.SetEnvironmentVariable("PYTHONPATH", string.Join(Path.PathSeparator, paths));
        System.Environment.SetEnvironmentVariable("PYTHONDONTWRITEBYTECODE", "1");
        System.Environment.SetEnvironmentVariable("ASYNCRL_PYTHON", Program);
    }

    private static bool Succeeds(string program, string script)
    {
        try
        {
            Run(script, program);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
