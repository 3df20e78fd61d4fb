using AsyncRL.Algorithms;
using AsyncRL.Cluster.Actors;
using AsyncRL.Cluster.Engine;
using AsyncRL.Cluster.Tests.Support;
using AsyncRL.Cluster.Wire;
using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.Cluster.Tests;

public sealed class RemoteTrainingTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("asyncrl-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Theory]
    [InlineData("t_max", "8")]
    [InlineData("normalize_observations", "true")]
    [InlineData("network.lstm", "8")]
    [InlineData("impala.imposed_lag", "3")]
    public async Task ARunWhoseActorsJoinPlaysExactlyItsSteps(string key, string value)
    {
        using var learner = new LearnerRun(LearnerRun.Configure(("steps", "4001"), (key, value)));
        Task<Standing> actors = learner.Play(2, CancellationToken.None), more = learner.Play(1, CancellationToken.None);
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.Equal(Standing.Complete, await actors);
        Assert.Equal(Standing.Complete, await more);
        Assert.True(outcome.Completed);
        Assert.Equal(4001, outcome.Steps);
        Assert.True(double.IsFinite(outcome.MeanReturn));
        Assert.Equal(4001, learner.Hub.Look().Members.Sum(m => m.Steps));
    }

    [Fact]
    public async Task ARunIsTakenUpWithAnotherNumberOfActors()
    {
        ResolvedConfiguration configuration = LearnerRun.Configure();
        RunFolder folder = RunFolder.CreateAt(Path.Combine(path, "run"), force: false);
        folder.WriteConfiguration(configuration);
        using (var first = new LearnerRun(configuration, folder: folder))
        {
            using var leave = new CancellationTokenSource();
            Task<Standing> one = first.Play(1, leave.Token);
            TrainingOutcome stopped = await Task.Run(() => first.Training.Run(stopAt: 1999));
            await leave.CancelAsync();
            Assert.Equal(Standing.In, await one);
            Assert.Equal(1999, stopped.Steps);
        }

        using var second = new LearnerRun(configuration, folder.Checkpoints()[^1].Path, folder);
        Assert.Equal(1999, second.Training.Steps);
        Task<Standing>[] three = [.. Enumerable.Range(0, 3).Select(_ => second.Play(1, CancellationToken.None))];
        TrainingOutcome outcome = await Task.Run(() => second.Training.Run());
        Assert.All(await Task.WhenAll(three), standing => Assert.Equal(Standing.Complete, standing));
        Assert.Equal(4000, outcome.Steps);

        // No actor plays what an actor of the first part has played: their numbers, and so their streams, are others.
        Assert.Equal(2001, second.Hub.Look().Members.Sum(m => m.Steps));
    }

    [Fact]
    public async Task ARunThatWasBegunInThreadsIsTakenUpInProcesses()
    {
        ResolvedConfiguration configuration = LearnerRun.Configure(("topology.threads", "2"));
        RunFolder folder = RunFolder.CreateAt(Path.Combine(path, "run"), force: false);
        folder.WriteConfiguration(configuration);
        using (var threads = new TrainingRun(
            AlgorithmCatalog.Find("impala"), "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"),
            configuration.Options, folder))
        {
            Assert.Equal(1999, threads.Run(stopAt: 1999).Steps);
        }

        using var learner = new LearnerRun(configuration, folder.Checkpoints()[^1].Path, folder);
        Task<Standing> actors = learner.Play(1, CancellationToken.None);
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.Equal(Standing.Complete, await actors);
        Assert.Equal(4000, outcome.Steps);
        Assert.Equal(2001, learner.Hub.Look().Members.Sum(m => m.Steps));
    }

    [Fact]
    public Task WhatIsCutOffIsDroppedItsStepsArePlayedByOthersAndItMayComeBack() =>
        CutOff.IsDroppedAndComesBack(LearnerRun.Configure(("steps", "200000000")));

    [Fact]
    public async Task EachTimeThatTheLearnerIsGoneIsTold()
    {
        using var learner = new LearnerRun(LearnerRun.Configure());
        var told = new List<string>();
        bool isGone = true, wasIn = false;
        using var process = new ActorProcess(Connect, LearnerRun.Actors(1) with { Tell = told.Add });
        Task<Standing> actors = process.Run(CancellationToken.None);
        await Task.Run(() => learner.Training.Run());
        Assert.Equal(Standing.Complete, await actors);
        Assert.Equal(2, told.Count(t => t.Contains("does not answer (nobody is there)", StringComparison.Ordinal)));

        Task<ILearnerLink> Connect()
        {
            if (isGone)
            {
                isGone = false;
                return Task.FromException<ILearnerLink>(new IOException("nobody is there"));
            }

            return Task.FromResult<ILearnerLink>(new DirectLink(learner.Hub) { Entered = wasIn ? _ => { } : Drop });
        }

        void Drop(long lease)
        {
            if (lease != 0)
            {
                isGone = wasIn = true;
                learner.Hub.Leave(lease);
            }
        }
    }

    [Fact]
    public async Task AnotherVersionAndAnotherSecretAreRefusedWithASentence()
    {
        using var learner = new LearnerRun(LearnerRun.Configure());
        Greeting version = await learner.Hub.Greet("0.0.1", LearnerRun.Secret);
        Assert.Contains("0.0.1; install the same version on both", version.Refusal, StringComparison.Ordinal);
        Assert.Empty(version.Configuration);
        Greeting secret = await learner.Hub.Greet(ProductVersion.Current, "another");
        Assert.Contains("The token is of another run", secret.Refusal, StringComparison.Ordinal);
        Assert.Empty(secret.Configuration);
        Admission admission = await learner.Hub.Join(new Application
        {
            Secret = "another", Plan = [], Name = "someone", Actors = 1,
        });
        Assert.Equal(Standing.Refused, admission.Standing);
    }

    [Fact]
    public async Task AnEnvironmentThatDiffersIsRefusedWithASentenceThatNamesWhatDoes()
    {
        using var learner = new LearnerRun(LearnerRun.Configure());
        string[] other = ["CartPole-v1", "Box(5)", "Discrete(2)", "", "", ""];
        Admission admission = await learner.Hub.Join(new Application
        {
            Secret = LearnerRun.Secret, Plan = other, Name = "someone", Actors = 1,
        });
        Assert.Equal(Standing.Refused, admission.Standing);
        Assert.Contains("The observations of this machine (Box(5))", admission.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoHasNoLeaseNeitherDeliversNorFetches()
    {
        using var learner = new LearnerRun(LearnerRun.Configure());
        learner.Hub.Open();
        Assert.Equal(Standing.Lapsed, (await learner.Hub.Deliver(17, [1, 2, 3])).Standing);
        Assert.Equal(Standing.Lapsed, (await learner.Hub.Claim(17)).Standing);
        Assert.Equal(Standing.Lapsed, (await learner.Hub.Fetch(17, -1, 0)).Standing);
        Assert.Equal(0, learner.Hub.Look().Steps);
    }

    [Theory]
    [InlineData("deterministic", "true", "deterministic:")]
    [InlineData("topology.inference", "central", "topology.inference:")]
    [InlineData("count_bonus.coef", "0.1", "count_bonus.coef:")]
    public void OptionsThatNeedTheActorsHereAreRefused(string key, string value, string start)
    {
        OptionException fault = Assert.Throws<OptionException>(() => new LearnerRun(LearnerRun.Configure((key, value))));
        Assert.StartsWith(start, fault.Message, StringComparison.Ordinal);
    }
}
