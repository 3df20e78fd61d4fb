using System.Diagnostics;
using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Cli.Tests.Support;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using Xunit.Abstractions;

namespace AsyncRL.Cli.Tests.Faults;

/// <summary>
/// Kills a run again and again at random moments, while it writes checkpoints and best models all the time. A few times in every
/// test run; with ASYNCRL_SLOW_TESTS=1 200 times, or ASYNCRL_KILLS times.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const string ScoreKey = "evaluation.mean_return";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("a3c")]
    [InlineData("dqn")]
    public async Task ARunThatIsKilledAtAnyMomentGoesOnFromItsNewestCheckpointAndKeepsItsBestModel(string algorithm)
    {
        int kills = Kills(algorithm);
        var random = new Random(20_160_204);
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        string[] command =
        [
            "train", algorithm, "--env", "CartPole-v1", "--steps", "2000000000", "--out", run, "--set", "network.hidden=8",
            "--set", "evaluation.episodes=2", "--set", "evaluation.interval=700", "--set", "checkpoint.interval=500", "--set",
            "report.interval=300", .. algorithm == "dqn"
                ? (string[])["--set", "replay.capacity=2000", "--set", "replay.learning_starts=200", "--set", "replay.save=true"]
                : ["--threads", "2"],
        ];
        double best = double.NegativeInfinity;
        long newest = 0;
        int writtenAtKill = 0, bestGrew = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            using Process process = Asyncrl.Start(command);
            Task<string> reading = process.StandardOutput.ReadToEndAsync();
            Task<string> readingErrors = process.StandardError.ReadToEndAsync();
            AwaitNewCheckpoint(process, run, newest);
            Thread.Sleep(random.Next(150));
            process.Kill();
            Assert.True(process.WaitForExit(Patience));

            (string said, string error) = (await reading, await readingErrors);
            Assert.True(
                kill == 0 || said.Contains($"at {newest:N0} steps", StringComparison.Ordinal),
                $"Kill {kill}: it did not go on from step {newest}: {said}{error}");
            Assert.DoesNotContain("Trying the one before", error, StringComparison.Ordinal);
            writtenAtKill += Directory.GetFiles(run, "*.tmp", SearchOption.AllDirectories).Length;
            foreach (string file in Directory.GetFiles(run, "*.safetensors", SearchOption.AllDirectories))
            {
                TrainedPolicy policy = TrainedPolicy.Load(file);
                Assert.True(policy.Description.Steps > 0);
                SafetensorsFile whole = SafetensorsFile.Read(file);
                Assert.All(whole.Names, name => whole.ReadRaw(name));
            }

            string bestModel = Path.Combine(run, "best_model.safetensors");
            if (File.Exists(bestModel))
            {
                double score = double.Parse(SafetensorsFile.Read(bestModel).Metadata[ScoreKey], CultureInfo.InvariantCulture);
                Assert.True(score >= best, $"Kill {kill}: the best model scored {best} and now {score}.");
                bestGrew += score > best ? 1 : 0;
                best = score;
            }

            long reached = Newest(run);
            Assert.True(reached > newest);
            newest = reached;
            command = ["resume", run];
        }

        output.WriteLine(
            $"{algorithm}: {kills} kills, {writtenAtKill} of them while a file was being written; {newest:N0} steps; " +
            $"best {best} after growing {bestGrew} times.");
        (int code, string last, string refusal) = Asyncrl.Run(
            "resume", run, "--stop-at", (newest + 500).ToString(CultureInfo.InvariantCulture), "--quiet");
        Assert.True(code == 0, refusal);
        Assert.Contains($"at {newest:N0} steps", last, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(run, "*.tmp", SearchOption.AllDirectories));
    }

    private static int Kills(string algorithm) =>
        int.TryParse(Environment.GetEnvironmentVariable("ASYNCRL_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills
        : Environment.GetEnvironmentVariable("ASYNCRL_SLOW_TESTS") == "1" ? 100
        : algorithm == "a3c" ? 3 : 2;

    private static void AwaitNewCheckpoint(Process process, string run, long newest)
    {
        var waited = Stopwatch.StartNew();
        while (Newest(run) <= newest)
        {
            Assert.False(process.HasExited, "The run ended by itself.");
            Assert.True(waited.Elapsed < Patience, "The run saved no checkpoint.");
            Thread.Sleep(5);
        }
    }

    // The process may be making the folder.
    private static long Newest(string run)
    {
        try
        {
            return RunFolder.Open(run).Checkpoints() is [.., var newest] ? newest.Steps : 0;
        }
        catch (Exception e) when (e is RunFolderException or DirectoryNotFoundException)
        {
            return 0;
        }
    }
}
