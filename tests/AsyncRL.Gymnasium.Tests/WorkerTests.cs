using System.Diagnostics;
using AsyncRL.Environments;
using AsyncRL.Gymnasium.Channel;
using AsyncRL.Gymnasium.Tests.Support;
using AsyncRL.Tests.Support;
using Xunit.Abstractions;

namespace AsyncRL.Gymnasium.Tests;

/// <summary>Worker processes that are killed, asked to stop, left alone, or cannot start.</summary>
[Collection(Serial.Name)]
public sealed class WorkerTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void FiftyKilledWorkersLoseNoRun()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        const int Kills = 50;
        using var environment = GymnasiumEnvironment.Create(TestPython.World("Walk-v0"));
        float[] observation = new float[2];
        environment.Reset(1, observation);
        int killed = 0, cut = 0;
        var workers = new HashSet<int>();
        for (int step = 1; cut < Kills; step++)
        {
            Assert.True(step < 50 * Kills);
            bool kill = step % 25 == 3 && killed < Kills;
            if (kill)
            {
                int id = environment.WorkerProcessId!.Value;
                Assert.True(workers.Add(id));
                using var worker = Process.GetProcessById(id);
                worker.Kill();
                worker.WaitForExit();
                killed++;
            }

            StepResult result = environment.Step((step % 3) - 1, observation);
            Assert.True(environment.ObservationSpace.Contains(observation));
            if (kill)
            {
                Assert.Equal(new StepResult(0, Terminated: false, Truncated: true), result);
                cut++;
            }

            if (result.EpisodeEnded)
            {
                environment.Reset(null, observation);
            }
        }

        Assert.Equal(Kills, killed);
    }

    [Fact]
    public void ANewWorkerDoesNotRepeatTheEpisodesOfTheOldOne()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = GymnasiumEnvironment.Create(TestPython.World("Walk-v0"));
        float[] first = new float[2], second = new float[2], third = new float[2];
        environment.Reset(1, first);
        Kill(environment);
        Assert.True(environment.Step(0, second).Truncated);
        environment.Reset(null, second);
        Assert.NotEqual(first, second);

        // Yet a seed still decides everything.
        environment.Reset(1, third);
        Assert.Equal(first, third);
    }

    [Theory]
    [InlineData(PythonPlace.Workers)]
    [InlineData(PythonPlace.Process)]
    public void ARequestToStopReachesAStepThatIsBusy(PythonPlace place)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = GymnasiumEnvironment.Create(TestPython.World("Broken", ("way", "hangs")) with { Place = place });
        float[] observation = new float[2];
        environment.Reset(1, observation);
        environment.Step(0, observation);
        environment.Step(0, observation);
        StopSignals.Set(true);
        try
        {
            // It hangs for 50 seconds, and may for 60.
            Assert.Equal(new StepResult(0, Terminated: false, Truncated: true), environment.Step(0, observation));
        }
        finally
        {
            StopSignals.Set(false);
        }
    }

    [Fact]
    public void WorkersEndWithTheirEnvironments()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        GymnasiumSettings shared = TestPython.World("Walk-v0") with { EnvironmentsPerWorker = 2 };
        var one = GymnasiumEnvironment.Create(shared);
        var two = GymnasiumEnvironment.Create(shared);
        using var worker = Process.GetProcessById(one.WorkerProcessId!.Value);
        one.Dispose();
        Assert.False(worker.HasExited);
        float[] observation = new float[2];
        two.Reset(1, observation);
        two.Step(0, observation);
        two.Dispose();
        Assert.True(worker.WaitForExit(Patience));
    }

    [Fact]
    public void ClosingOneOfAWorkerWaitsForNoneOfTheOthersAndEndsNone()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        GymnasiumSettings shared = TestPython.World("Broken", ("way", "pauses")) with { EnvironmentsPerWorker = 2 };
        using var slow = GymnasiumEnvironment.Create(shared);
        var other = GymnasiumEnvironment.Create(shared);
        Assert.Equal(slow.WorkerProcessId, other.WorkerProcessId);
        float[] observation = new float[2];
        slow.Reset(1, observation);
        slow.Step(0, observation);
        slow.Step(0, observation);
        slow.BeginStep(0);
        other.Dispose();
        Assert.Equal(new StepResult(1, false), slow.Step(0, observation));

        // And the answer that came too late is taken for no other.
        using var next = GymnasiumEnvironment.Create(shared);
        Assert.Equal(slow.WorkerProcessId, next.WorkerProcessId);
        next.Reset(1, observation);
    }

    [Fact]
    public void WhatAnEnvironmentStartedEndsWithItsWorker()
    {
        if (TestPython.IsMissing(output) || OperatingSystem.IsWindows())
        {
            return;
        }

        // The child holds the worker's pipes, which so do not tell that it is gone.
        var environment = GymnasiumEnvironment.Create(
            TestPython.World("Parent") with { Timeout = TimeSpan.FromSeconds(20) });
        float[] observation = new float[1], action = new float[1];
        environment.Reset(1, observation);
        using var first = Process.GetProcessById((int)observation[0]);
        Kill(environment);
        Assert.True(environment.Step(action, observation).Truncated);
        Assert.True(first.WaitForExit(Patience));
        environment.Reset(null, observation);
        using var second = Process.GetProcessById((int)observation[0]);
        environment.Dispose();
        Assert.True(second.WaitForExit(Patience));
    }

    [Fact]
    public void LinesThatNeverEndAreReadInPieces()
    {
        using var text = new StreamReader(new MemoryStream([.. Enumerable.Repeat((byte)'x', 10_000), (byte)'\n', (byte)'y']));
        var lengths = new List<int>();
        while (Processes.WorkerProcess.ReadLine(text) is { } line)
        {
            lengths.Add(line.Length);
        }

        Assert.Equal([4096, 4096, 10_000 - 8192, 1], lengths);
    }

    [Theory]
    [InlineData("make_hangs")]
    [InlineData("make_keeps_the_lock")]
    public void AWorkerEndsWhereItsParentIsGone(string way)
    {
        if (TestPython.IsMissing(output) || OperatingSystem.IsWindows())
        {
            return;
        }

        // A shell starts a worker whose environment is busy, and is killed.
        using var folder = new TemporaryFolder();
        string script = folder.Sub("worker.py");
        string text = Processes.WorkerScript.AsString;
        string hasty = text.Replace("\npatience = 120.0", "\npatience = 5.0", StringComparison.Ordinal);
        Assert.NotEqual(text, hasty);
        File.WriteAllText(script, hasty);
        string requests = folder.Sub("requests");
        File.WriteAllText(
            requests,
            "{\"op\": \"make\", \"lane\": 0, \"id\": \"asyncrl_worlds:Broken\", \"arguments\": " +
            $"{{\"way\": \"{way}\"}}, " +
            "\"wrappers\": [], \"layout\": \"auto\", \"limit\": null}\n");
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(
            $"(echo '{{\"op\": \"hello\"}}'; cat {requests}; sleep 20) | " +
            $"{{ exec 3<&0; {TestPython.Program} {script} <&3 & echo $!; wait; }}");
        using Process shell = Process.Start(start)!;
        using var worker = Process.GetProcessById(int.Parse(
            shell.StandardOutput.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains("gymnasium", shell.StandardOutput.ReadLine()!, StringComparison.Ordinal);
        Assert.False(worker.HasExited);
        shell.Kill(entireProcessTree: false);
        using var parent = Process.GetProcessById(ParentOf(worker));
        if (parent.ProcessName is "sh" or "dash" or "bash")
        {
            parent.Kill(); // the part of the shell that waits for it
        }

        Assert.True(worker.WaitForExit(Patience));
    }

    [Fact]
    public void WhatIsMissingOrTooOldIsSaid()
    {
        if (TestPython.IsMissing(output) || OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        Assert.Equal(
            "'gym:CartPole-v1' cannot be played here: the option python names 'no-such-python', which is no program here; give " +
            "the path of a Python interpreter.",
            Refusal("no-such-python"));
        const string Missing = "raise ImportError('none here')";
        Assert.Contains("gymnasium cannot be imported by", With("gymnasium", Missing), StringComparison.Ordinal);
        Assert.Contains("-m pip install gymnasium'", With("gymnasium", Missing), StringComparison.Ordinal);
        Assert.Contains("numpy cannot be imported by", With("numpy", Missing), StringComparison.Ordinal);
        Assert.Contains(
            "gymnasium 0.29 or newer is needed, but", With("gymnasium", "__version__ = '0.26.3'"), StringComparison.Ordinal);
        Assert.Contains("numpy 1.21 or newer is needed, but", With("numpy", "__version__ = '1.16'"), StringComparison.Ordinal);
        string old = Script("old", "echo 'Python 3.8 or newer is needed, but this is 2.7.18' >&2; exit 3");
        Assert.Contains(
            "ended by itself with exit code 3", Refusal(old), StringComparison.Ordinal);
        Assert.Contains("Python 3.8 or newer is needed, but this is 2.7.18", Refusal(old), StringComparison.Ordinal);

        string With(string module, string text)
        {
            string place = folder.Sub(Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(place);
            File.WriteAllText(Path.Combine(place, $"{module}.py"), text);
            return Refusal(Script(
                $"python-{Guid.NewGuid():N}", $"PYTHONPATH={place}:$PYTHONPATH exec {TestPython.Program} \"$@\""));
        }

        string Script(string name, string text)
        {
            string path = folder.Sub(name);
            File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return path;
        }

        static string Refusal(string python) => Assert.Throws<EnvironmentUnavailableException>(() => GymnasiumEnvironment.Create(
            new GymnasiumSettings { Id = "CartPole-v1", Python = python, Place = PythonPlace.Workers })).Message;
    }

    private static void Kill(GymnasiumEnvironment environment)
    {
        using var worker = Process.GetProcessById(environment.WorkerProcessId!.Value);
        worker.Kill();
        worker.WaitForExit();
    }

    private static int ParentOf(Process process)
    {
        // "pid (name) state parent ..."
        string stat = File.ReadAllText($"/proc/{process.Id}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
