using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class ClusterTests
{
    // Only against waiting for ever: a busy machine takes a minute to start three processes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("impala", 600_000, 20_000, 3)]
    [InlineData("gorila", 60_000, 5_000, 2, "--set", "replay.train_frequency=64")]
    public async Task ARunWhoseProcessesAreKilledPlaysExactlyItsStepsAndLeavesNoProcessBehind(
        string algorithm, long stopAt, long checkpoints, int kills, params string[] more)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        using Process supervisor = Start(
            algorithm, run, checkpoints, [.. more, "--stop-at", stopAt.ToString(CultureInfo.InvariantCulture)]);
        Task<string> output = supervisor.StandardOutput.ReadToEndAsync(), error = supervisor.StandardError.ReadToEndAsync();
        var seen = new HashSet<int>();
        for (int kill = 0; kill < kills; kill++)
        {
            // Before each the run has gone on: a checkpoint more, written while actors play.
            string verb = kill == 1 ? "train" : "cluster-actors";
            AwaitCheckpoints(run, supervisor, beyond: Math.Max(0, NewestCheckpoint(run)));
            (int victim, _) = AwaitChild(supervisor, verb, seen);
            using Process process = Process.GetProcessById(victim);
            process.Kill();
        }

        seen.UnionWith(Children(supervisor.Id).Select(c => c.Id));
        Assert.True(supervisor.WaitForExit(Patience), "The run did not end.");
        string told = await error;
        Assert.True(supervisor.ExitCode == 0, told);
        Assert.Contains(Told($"Stopped and saved: {stopAt:N0} steps"), await output);
        Assert.Contains("The learner died (exit code 137); it goes on from its newest checkpoint", told);
        Assert.Contains("Actor process", told);
        AssertGone(seen);

        // With another number of actors, and not a step more than asked for.
        (int code, string resumed, string warnings) = Asyncrl.Run(
            "resume", run, "--cluster", "local:1x2", "--stop-at", Told($"{stopAt + 100}"), "--quiet");
        Assert.True(code == 0, warnings);
        Assert.Contains(Told($"Stopped and saved: {stopAt + 100:N0} steps"), resumed);
        (int status, string table, _) = Asyncrl.Run("cluster", "status", run);
        Assert.Equal(0, status);
        Assert.Contains(Told($"Step {stopAt + 100:N0} of {stopAt + 100:N0}"), table);
    }

    [Fact]
    public void TheProcessesOfASupervisorThatIsKilledEndToo()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        using Process supervisor = Start("impala", run, 20_000);
        AwaitCheckpoints(run, supervisor, beyond: 0);
        int[] children = [.. Children(supervisor.Id).Select(c => c.Id)];
        Assert.NotEmpty(children);
        supervisor.Kill();
        AssertGone(children);

        // The learner had time to save the run.
        Assert.DoesNotContain(Directory.GetFiles(run), f => f.EndsWith("run.lock", StringComparison.Ordinal));
        (int code, _, string error) = Asyncrl.Run("eval", run, "--episodes", "1");
        Assert.True(code == 0, error);
    }

    [Fact]
    public void ALearnerThatIsKilledBeforeAnybodyHasPlayedGoesOnWithItsToken()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run"), keys = Path.Combine(run, "cluster.key");
        using Process learner = Asyncrl.Start(
            "cluster", "serve", "impala", "--env", "CartPole-v1", "--listen", $"127.0.0.1:{FreePort()}", "--out", run, "--quiet");
        AwaitCheckpoints(run, learner, beyond: -1);
        string kept = File.ReadAllText(keys);
        learner.Kill();
        learner.WaitForExit();
        (int code, string resumed, string error) = Asyncrl.Run("resume", run, "--minutes", "0.001", "--quiet");
        Assert.True(code == 0, error);
        Assert.Contains("at 0 steps", resumed);
        Assert.Equal(kept, File.ReadAllText(keys));
    }

    [Fact]
    public async Task OneCtrlCThatTheLearnerHearsOfTwiceIsNotTheSecond()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        using Process supervisor = Start("impala", run, 20_000);
        Task<string> output = supervisor.StandardOutput.ReadToEndAsync(), error = supervisor.StandardError.ReadToEndAsync();
        AwaitCheckpoints(run, supervisor, beyond: 0);
        using Process learner = Process.GetProcessById(AwaitChild(supervisor, "train", []).Id);

        // A terminal tells both. The learner is slow, so that its supervisor's word comes first.
        SignalTests.Signal(learner, "STOP");
        SignalTests.Signal(supervisor, "INT");
        SignalTests.Signal(learner, "INT");
        await Task.Delay(500);
        SignalTests.Signal(learner, "CONT");
        Assert.True(supervisor.WaitForExit(Patience), "The run did not end.");
        Assert.True(supervisor.ExitCode == 0, await error);
        Assert.Contains("Stopped and saved", await output);
    }

    [Theory]
    [InlineData("learns where it plays", "train", "a3c", "--env", "CartPole-v1", "--cluster", "local:1", "--steps", "10")]
    [InlineData("--cluster: 'all' is not known", "train", "impala", "--env", "CartPole-v1", "--cluster", "all")]
    [InlineData("is no join token", "cluster", "join", "127.0.0.1:1", "--token", "abc")]
    [InlineData("--actors: 0 is out of range", "cluster", "join", "127.0.0.1:1", "--token", "abc", "--actors", "0")]
    [InlineData("is not an address", "cluster", "serve", "impala", "--env", "CartPole-v1", "--listen", "127.0.0.1:x")]
    [InlineData("none joins at --listen", "resume", "run", "--cluster", "local:1", "--listen", "127.0.0.1:7700")]
    [InlineData("deterministic:", "train", "impala", "--env", "CartPole-v1", "--cluster", "local:1", "--deterministic")]
    public void WrongUsageIsToldInASentence(string sentence, params string[] args)
    {
        using var folder = new TemporaryFolder();
        bool trains = args[0] == "train";
        (int code, _, string error) = Asyncrl.Run([.. args, .. trains ? ["--out", folder.Sub("run")] : Array.Empty<string>()]);
        Assert.Equal(2, code);
        Assert.Contains(sentence, error);
        Assert.False(trains && Directory.Exists(folder.Sub("run")));
    }

    [Fact]
    public void AnAddressInUseIsToldAndLeavesNoFolderBehind()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var folder = new TemporaryFolder();
        (int code, _, string error) = Asyncrl.Run(
            "cluster", "serve", "impala", "--env", "CartPole-v1", "--listen", $"{taken.LocalEndpoint}", "--out",
            folder.Sub("run"));
        Assert.Equal(2, code);
        Assert.Contains("cannot be listened at", error);
        Assert.False(Directory.Exists(folder.Sub("run")));
    }

    private static Process Start(string algorithm, string run, long checkpoints, params string[] more) => Asyncrl.Start(
    [
        "train", algorithm, "--env", "CartPole-v1", "--steps", "2000000000", "--out", run, "--cluster", "local:2",
        "--set", "evaluation.episodes=0", "--set", Told($"checkpoint.interval={checkpoints}"), .. more,
    ]);

    private static string Told(FormattableString text) => FormattableString.Invariant(text);

    private static long NewestCheckpoint(string run)
    {
        string checkpoints = Path.Combine(run, "checkpoints");
        return !Directory.Exists(checkpoints) ? -1 : Directory.GetFiles(checkpoints, "*.safetensors")
            .Select(p => long.Parse(Path.GetFileName(p).Split('_')[^2], CultureInfo.InvariantCulture)).DefaultIfEmpty(-1).Max();
    }

    private static void AwaitCheckpoints(string run, Process supervisor, long beyond)
    {
        var waited = Stopwatch.StartNew();
        while (NewestCheckpoint(run) <= beyond)
        {
            Assert.False(supervisor.HasExited, "The run ended by itself.");
            Assert.True(waited.Elapsed < Patience, "The run saved no checkpoint.");
            Thread.Sleep(20);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static (int Id, string Command) AwaitChild(Process supervisor, string verb, HashSet<int> seen)
    {
        while (true)
        {
            List<(int Id, string Command)> children = Children(supervisor.Id);
            seen.UnionWith(children.Select(c => c.Id));
            if (children.Find(c => c.Command.Contains(verb, StringComparison.Ordinal)) is { Id: > 0 } found)
            {
                return found;
            }

            Assert.False(supervisor.HasExited, "The run ended by itself.");
            Thread.Sleep(20);
        }
    }

    // "pid (name) state ppid ..."; a process may end while it is looked at.
    private static List<(int Id, string Command)> Children(int parent)
    {
        var children = new List<(int, string)>();
        foreach (string folder in Directory.GetDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                string stat = File.ReadAllText(Path.Combine(folder, "stat"));
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[1] == parent.ToString(CultureInfo.InvariantCulture) && fields[0] != "Z")
                {
                    children.Add((
                        int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
                        File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ')));
                }
            }
            catch (IOException)
            {
            }
        }

        return children;
    }

    private static void AssertGone(IEnumerable<int> processes)
    {
        var waited = Stopwatch.StartNew();
        while (processes.Any(IsAlive))
        {
            Assert.True(waited.Elapsed < Patience, "A process was left behind.");
            Thread.Sleep(20);
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
