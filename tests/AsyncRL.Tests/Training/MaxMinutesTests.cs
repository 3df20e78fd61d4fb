using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Metrics;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Training;

/// <summary>Runs that the clock ends.</summary>
public sealed class MaxMinutesTests
{
    private const double Moment = 0.005;    // 0.3 seconds

    [Theory]
    [InlineData("a3c")]
    [InlineData("a2c")]
    [InlineData("ppo")]
    [InlineData("impala")]
    [InlineData("dqn")]
    [InlineData("reinforce")]
    public void TheRunIsCompleteWithoutItsStepsAndGoesOnWithMoreMinutes(string method)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options = Options(method);
        TrainingRun run = NewRun(method, options, folder);
        TrainingOutcome outcome = run.Run();
        Assert.True(outcome.Completed);
        Assert.InRange(outcome.Steps, 1, options.Steps - 1);
        Assert.Equal(folder.FinalModelPath, outcome.ModelPath);
        Assert.True(run.IsTimeUsedUp);

        TrainingRun complete = NewRun(method, options, folder);
        complete.Restore(folder.FinalModelPath);
        Assert.True(complete.IsTimeUsedUp);
        Assert.Contains(
            "with more TrainingOptions.MaxMinutes", Assert.Throws<InvalidOperationException>(() => complete.Run()).Message,
            StringComparison.Ordinal);

        TrainingRun longer = NewRun(method, options with { MaxMinutes = 3 * Moment + outcome.Elapsed.TotalMinutes }, folder);
        longer.Restore(folder.FinalModelPath);
        Assert.Equal(outcome.Steps, longer.Steps);
        Assert.True(longer.Run() is { Completed: true } later && later.Steps > outcome.Steps);
    }

    [Fact]
    public void TheLearningRateFollowsTheClockToItsEnd()
    {
        var rates = new Rates();
        TrainingRun run = NewRun("a3c", Options("a3c"), folder: null);
        run.AddSink(rates);
        run.Run();
        Assert.Equal(0, rates.Last);
    }

    // What is repeatable must not depend on the clock: where it ends does, what it learns until then does not.
    [Fact]
    public void InADeterministicRunItFollowsTheSteps()
    {
        var rates = new Rates();
        TrainingOptions options = Options("a3c") with { Deterministic = true };
        TrainingRun run = NewRun("a3c", options, folder: null);
        run.AddSink(rates);
        TrainingOutcome outcome = run.Run();
        Assert.True(outcome.Completed);
        Assert.Equal(options.LearningRate * (1 - ((double)outcome.Steps / options.Steps)), rates.Last, 1e-6);
    }

    [Fact]
    public void ARequestToStopBeforeThatStopsAsEver()
    {
        using var cancellation = new CancellationTokenSource();
        TrainingRun run = NewRun("a3c", Options("a3c") with { MaxMinutes = 60 }, folder: null);
        run.Progress += p =>
        {
            if (p.Steps > 100)
            {
                cancellation.Cancel();
            }
        };
        Assert.False(run.Run(cancellation: cancellation.Token).Completed);
        Assert.False(run.IsTimeUsedUp);
    }

    private static TrainingOptions Options(string method) => new()
    {
        Steps = 1_000_000_000_000,
        MaxMinutes = Moment,
        WholeEpisodes = method == "reinforce",
        TMax = method == "reinforce" ? 500 : 5,
        Network = new() { Hidden = [16] },
        Topology = new() { Threads = 2, EnvsPerActor = method is "reinforce" or "dqn" ? 1 : 4 },
        Replay = new() { Capacity = 1_000, LearningStarts = 100 },
        Evaluation = new() { Episodes = 0 },
    };

    private static TrainingRun NewRun(string method, TrainingOptions options, RunFolder? folder) => new(
        AlgorithmCatalog.Find(method), "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"), options, folder);

    private sealed class Rates : IMetricsSink
    {
        public double Last { get; private set; } = double.NaN;

        public void Write(long step, double wallTime, IReadOnlyList<(string Tag, double Value)> values) =>
            Last = values.First(v => v.Tag == "train/learning_rate").Value;

        public void Dispose()
        {
        }
    }
}
