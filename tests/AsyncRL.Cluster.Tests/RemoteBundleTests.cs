using System.Globalization;
using AsyncRL.Algorithms;
using AsyncRL.Cluster.Actors;
using AsyncRL.Cluster.Engine;
using AsyncRL.Cluster.Tests.Support;
using AsyncRL.Cluster.Wire;
using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.Cluster.Tests;

public sealed class RemoteBundleTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("asyncrl-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Theory]
    [InlineData("gorila.shards", "1")]
    [InlineData("normalize_observations", "true")]
    [InlineData("replay.prioritized", "true")]
    [InlineData("gorila.outlier_deviations", "0.5")]
    public async Task ARunWhoseBundlesJoinPlaysExactlyItsSteps(string key, string value)
    {
        ResolvedConfiguration configuration = LearnerRun.ConfigureBundles(("steps", "4001"), (key, value));
        RunFolder folder = RunFolder.CreateAt(Path.Combine(path, "run"), force: false);
        using var learner = new LearnerRun(configuration, folder: folder);
        Task<Standing> bundles = learner.Play(2, CancellationToken.None), more = learner.Play(1, CancellationToken.None);
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.Equal(Standing.Complete, await bundles);
        Assert.Equal(Standing.Complete, await more);
        Assert.True(outcome.Completed);
        Assert.Equal(4001, outcome.Steps);
        Assert.True(double.IsFinite(outcome.MeanReturn));
        Assert.Equal(4001, learner.Hub.Look().Members.Sum(m => m.Steps));

        // Of every fourth step one, but for those before a memory held its hundred and those under way at the end.
        double updates = Last(folder, "gorila/server_updates"), outliers = Last(folder, "gorila/outliers_discarded"),
            stale = Last(folder, "gorila/stale_discarded");
        Assert.InRange(updates, 1, 4001 / 4);
        Assert.InRange(updates + outliers + stale, 1, 4001 / 4 + 3);
        Assert.Equal(key == "gorila.outlier_deviations", outliers > 20);
    }

    [Fact]
    public async Task OneBundleElsewhereLearnsWhatOneInTheProcessDoes()
    {
        // Nothing depends on when the bundle hears how far the run is; the last gradient is applied before the last steps.
        ResolvedConfiguration configuration = LearnerRun.ConfigureBundles(
            ("steps", "1205"), ("topology.threads", "1"), ("topology.envs_per_actor", "1"), ("gorila.pull_interval", "1"),
            ("replay.train_frequency", "10"), ("dqn.anneal_steps", "0"), ("learning_rate_schedule", "constant"));
        using var here = new TrainingRun(
            AlgorithmCatalog.Find("gorila"), "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"),
            configuration.Options);
        float[] expected = here.Run().Policy.Parameters.Span.ToArray();
        using var learner = new LearnerRun(configuration);
        Task<Standing> bundle = learner.Play(1, CancellationToken.None);
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.Equal(Standing.Complete, await bundle);
        Assert.Equal(expected, outcome.Policy.Parameters.Span.ToArray());
    }

    [Fact]
    public async Task ARunIsTakenUpWithAnotherNumberOfBundlesAndItsCountersGoOn()
    {
        ResolvedConfiguration configuration = LearnerRun.ConfigureBundles(("gorila.outlier_deviations", "0.5"));
        RunFolder folder = RunFolder.CreateAt(Path.Combine(path, "run"), force: false);
        folder.WriteConfiguration(configuration);
        double updates, outliers;
        using (var first = new LearnerRun(configuration, folder: folder))
        {
            using var leave = new CancellationTokenSource();
            Task<Standing> one = first.Play(1, leave.Token);
            TrainingOutcome stopped = await Task.Run(() => first.Training.Run(stopAt: 1999));
            await leave.CancelAsync();
            Assert.Equal(Standing.In, await one);
            Assert.Equal(1999, stopped.Steps);
            (updates, outliers) = (Last(folder, "gorila/server_updates"), Last(folder, "gorila/outliers_discarded"));
            Assert.True(updates > 0 && outliers > 0);
        }

        using var second = new LearnerRun(configuration, folder.Checkpoints()[^1].Path, folder);
        Assert.Equal(1999, second.Training.Steps);
        Task<Standing>[] three = [.. Enumerable.Range(0, 3).Select(_ => second.Play(1, CancellationToken.None))];
        TrainingOutcome outcome = await Task.Run(() => second.Training.Run());
        Assert.All(await Task.WhenAll(three), standing => Assert.Equal(Standing.Complete, standing));
        Assert.Equal(4000, outcome.Steps);
        Assert.Equal(2001, second.Hub.Look().Members.Sum(m => m.Steps));
        Assert.InRange(Last(folder, "gorila/server_updates"), updates, updates + 2001 / 4 + 3);
        Assert.True(Last(folder, "gorila/outliers_discarded") >= outliers);
    }

    [Fact]
    public async Task ARunThatWasBegunInThreadsIsTakenUpInProcesses()
    {
        ResolvedConfiguration configuration = LearnerRun.ConfigureBundles(("topology.threads", "2"));
        RunFolder folder = RunFolder.CreateAt(Path.Combine(path, "run"), force: false);
        folder.WriteConfiguration(configuration);
        using (var threads = new TrainingRun(
            AlgorithmCatalog.Find("gorila"), "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"),
            configuration.Options, folder))
        {
            Assert.Equal(1999, threads.Run(stopAt: 1999).Steps);
        }

        using var learner = new LearnerRun(configuration, folder.Checkpoints()[^1].Path, folder);
        Task<Standing> bundle = learner.Play(1, CancellationToken.None);
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.Equal(Standing.Complete, await bundle);
        Assert.Equal(4000, outcome.Steps);
    }

    [Fact]
    public async Task AServerThatDiedGoesOnFromItsCheckpointAndTheSameBundlesRejoin()
    {
        ResolvedConfiguration configuration = LearnerRun.ConfigureBundles();
        RunFolder folder = RunFolder.CreateAt(Path.Combine(path, "run"), force: false);
        folder.WriteConfiguration(configuration);
        LearnerRun? present = null;
        using var process = new ActorProcess(
            () => present is { } there
                ? Task.FromResult<ILearnerLink>(new DirectLink(there.Hub))
                : Task.FromException<ILearnerLink>(new IOException("nobody is there")),
            LearnerRun.Actors(2));
        Task<Standing> bundles = process.Run(CancellationToken.None);
        using (var first = new LearnerRun(configuration, folder: folder))
        {
            present = first;
            Assert.Equal(1999, (await Task.Run(() => first.Training.Run(stopAt: 1999))).Steps);
            present = null;
        }

        using var second = new LearnerRun(configuration, folder.Checkpoints()[^1].Path, folder);
        present = second;
        TrainingOutcome outcome = await Task.Run(() => second.Training.Run());
        Assert.Equal(Standing.Complete, await bundles);
        Assert.Equal(4000, outcome.Steps);
        Assert.Equal(2001, second.Hub.Look().Members.Sum(m => m.Steps));
    }

    [Fact]
    public Task WhatIsCutOffIsDroppedItsStepsArePlayedByOthersAndItMayComeBack() =>
        CutOff.IsDroppedAndComesBack(LearnerRun.ConfigureBundles(("steps", "200000000")));

    [Fact]
    public async Task AGradientIsAppliedOnceItIsWholeAndOnceOnly()
    {
        using var join = await Joined.Begin(LearnerRun.ConfigureBundles(("network.hidden", "[150,150]"), ("steps", "1000000")));
        byte[][] pieces = join.Pieces(number: 1, fill: 0.5f);
        Assert.True(pieces.Length > 1);
        foreach (byte[] piece in pieces.Skip(1).Reverse())
        {
            Assert.Equal(Standing.In, (await join.Hub.Push(join.Lease, piece)).Standing);
        }

        Assert.Equal(0, (await join.Hub.Push(join.Lease, pieces[1])).Newest);
        Assert.Equal(1, (await join.Hub.Push(join.Lease, pieces[0])).Newest);
        foreach (byte[] piece in pieces)
        {
            Assert.Equal(1, (await join.Hub.Push(join.Lease, piece)).Newest);
        }

        // What is left open is replaced by the next.
        await join.Hub.Push(join.Lease, join.Pieces(2, 0.5f)[0]);
        foreach (byte[] piece in join.Pieces(3, 0.5f))
        {
            await join.Hub.Push(join.Lease, piece);
        }

        Assert.Equal(2, (await join.Hub.Beat(join.Lease)).Newest);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task AGradientThatIsNotFiniteIsNotAppliedWhoeverSendsIt(float number)
    {
        using var join = await Joined.Begin(LearnerRun.ConfigureBundles(("steps", "1000000")));
        foreach (byte[] piece in join.Pieces(1, number))
        {
            Assert.Equal(Standing.In, (await join.Hub.Push(join.Lease, piece)).Standing);
        }

        Assert.Equal(0, (await join.Hub.Beat(join.Lease)).Newest);
        Piece parameters = await join.Hub.Fetch(join.Lease, -1, 0);
        Assert.All(
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(parameters.Content).ToArray(),
            x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public async Task GradientsOfOthersAndPiecesThatAreNoneDropWhoeverSendsThem()
    {
        using var join = await Joined.Begin(LearnerRun.ConfigureBundles(("steps", "1000000")));
        Assert.Equal(Standing.Lapsed, (await join.Hub.Push(17, join.Pieces(1, 0.5f)[0])).Standing);
        Assert.Equal(Standing.Lapsed, (await join.Hub.Push(join.Lease, join.Pieces(1, 0.5f, bundle: 5)[0])).Standing);
        Assert.Contains("bundle 5, which is not one of its own", join.Hub.TakeWarnings()[^1], StringComparison.Ordinal);
        await join.JoinAgain();
        Assert.Equal(Standing.Lapsed, (await join.Hub.Push(join.Lease, [1, 2, 3])).Standing);
        await join.JoinAgain();
        byte[] piece = join.Pieces(1, 0.5f)[0];
        BitConverter.TryWriteBytes(piece.AsSpan(12), 99);
        Assert.Equal(Standing.Lapsed, (await join.Hub.Push(join.Lease, piece)).Standing);
        Assert.Contains("piece 99 of a gradient of 1", join.Hub.TakeWarnings()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALearnerOfTrajectoriesTakesNoGradients()
    {
        using var join = await Joined.Begin(LearnerRun.Configure(("steps", "1000000")));
        Assert.Equal(Standing.Lapsed, (await join.Hub.FetchTarget(join.Lease, -1, 0)).Standing);
        Assert.Equal(Standing.Lapsed, (await join.Hub.Push(join.Lease, join.Pieces(1, 0.5f)[0])).Standing);
        Assert.Contains("a gradient, which nothing here learns from", join.Hub.TakeWarnings()[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deterministic", "true", "deterministic:")]
    [InlineData("gorila.replay", "global", "gorila.replay:")]
    [InlineData("gorila.shards", "4000", "gorila.shards:")]
    [InlineData("gorila.max_staleness", "1", "gorila.max_staleness:")]
    public void OptionsThatDoNotFitAreRefused(string key, string value, string start)
    {
        OptionException fault =
            Assert.Throws<OptionException>(() => new LearnerRun(LearnerRun.ConfigureBundles((key, value))));
        Assert.StartsWith(start, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReplayMemoriesOfProcessesThatDoNotFitTheMachineTogetherAreRefused()
    {
        OptionException fault = Assert.Throws<OptionException>(
            () => new LearnerRun(LearnerRun.ConfigureBundles(), players: 1_000_000_000));
        Assert.StartsWith("replay.capacity: 1000000000 replay memories of 1,000 steps", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAlgorithmThatLearnsWhereItPlaysIsRefused() => Assert.Contains(
        "dqn learns where it plays", Assert.Throws<ArgumentException>(() => new LearnerRun(ResolvedConfiguration.Resolve(
            "dqn", "CartPole-v1", [new OptionLayer("test", [("steps", "100")])]))).Message, StringComparison.Ordinal);

    private static double Last(RunFolder folder, string tag)
    {
        string[] rows = File.ReadAllLines(folder.ProgressCsvPath);
        string value = rows[^1].Split(',')[Array.IndexOf(rows[0].Split(','), tag)];
        return double.Parse(value, CultureInfo.InvariantCulture);
    }
}
