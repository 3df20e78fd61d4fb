using System.Globalization;
using System.Text.RegularExpressions;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Replay;
using AsyncRL.Runs;

namespace AsyncRL.Tests.Faults;

/// <summary>A replay memory that could never be read, or a run that never gets to, is refused with what would fit.</summary>
public sealed partial class Fault04Tests
{
    [Theory]
    [InlineData("dqn", "MountainCar-v0", false, false)]
    [InlineData("dqn", "MountainCar-v0", true, true)]
    [InlineData("sac", "Pendulum-v1", false, true)]
    [InlineData("td3", "Pendulum-v1", true, false)]
    public void AMemoryTooSmallForItsStepsIsRefusedAndTheLeastThatFitsTrainsAndStops(
        string algorithm, string environment, bool overlap, bool prioritized)
    {
        TrainingOptions options = new()
        {
            Steps = 3_000, Evaluation = new() { Episodes = 0 }, Network = new() { Hidden = [8] },
            Topology = new() { EnvsPerActor = 8 },
            Replay = new()
            {
                Capacity = 200, NStep = 30, LearningStarts = 100, BatchSize = 8, Overlap = overlap, Prioritized = prioritized,
            },
        };
        string told = Refused(algorithm, environment, options);
        Assert.StartsWith(
            "replay.capacity: 200 rows for 8 environments are too few for transitions of 30 steps; at least ", told,
            StringComparison.Ordinal);
        long least = long.Parse(LeastNumber().Match(told).Value, CultureInfo.InvariantCulture);
        Refused(algorithm, environment, options with { Replay = options.Replay with { Capacity = least - 8 } });

        options = options with { Replay = options.Replay with { Capacity = least } };
        var learner = new Learner(
            AlgorithmCatalog.Find(algorithm), environment, () => EnvironmentRegistry.Default.Make(environment), options);
        learner.Shared.StepLimit = options.Steps;
        learner.Topology.RunUntil(() => learner.Topology.AllHalted);
        Assert.True(learner.Shared.Updates > 400);

        using var stop = new CancellationTokenSource();
        TrainingRun endless = NewRun(algorithm, environment, options with { Steps = 1_000_000_000 });
        endless.Progress += _ => stop.Cancel();
        Assert.False(endless.Run(cancellation: stop.Token).Completed);
    }

    [Fact]
    public void LearningThatWaitsForMoreThanTheMemoryHoldsIsRefused() => Assert.Equal(
        "replay.learning_starts: the replay memory holds 500 steps (replay.capacity), so it never has 501 to begin with; " +
        "lower it to 500 or less, or raise replay.capacity.",
        Refused("dqn", "CartPole-v1", new() { Replay = new() { Capacity = 500, LearningStarts = 501 } }));

    [Fact]
    public void TransitionsLongerThanTheRunAreRefused() => Assert.Equal(
        "replay.n_step: in a run of 2,000 steps each of 50 environments plays 40, so no transition of 41 steps is ever " +
        "complete; lower it, raise steps, or lower topology.envs_per_actor.",
        Refused("dqn", "CartPole-v1", new()
        {
            Steps = 2_000, Topology = new() { EnvsPerActor = 50 }, Replay = new() { NStep = 41 },
        }));

    /// <summary>However little of the priorities lies in what can be read, a draw ends soon.</summary>
    [Fact]
    public void ADrawIsBoundedWhenNearlyAllPriorityLiesInWhatCannotBeReadYet()
    {
        var memory = new ReplayMemory(new ReplayLayout(new Box(0f, 9f, 1), 0, 1, 1_000));
        var replay = new PrioritizedReplay(memory, steps: 5, gamma: 0.9f, alpha: 1);
        replay.Observe(0, [1], [], begins: true);
        for (int i = 0; i < 9; i++)
        {
            replay.Complete(0, 0, 1, terminated: false, truncated: false);
            replay.Observe(0, [2], [], begins: false);
        }

        // The newest rows, which no transition of 5 steps starts in yet, get the greatest priority there ever was.
        replay.Learnt([0, 1, 2, 3, 4], [1e12f, 0, 0, 0, 0]);
        replay.Learnt([0], [0]);
        replay.Complete(0, 0, 1, terminated: false, truncated: false);
        replay.Observe(0, [2], [], begins: false);
        var rows = new long[64];
        replay.Draw(new Pcg64(new SeedSequence(1)), 0.5, rows, new ReplayTransition[64], new float[64]);
        Assert.All(rows, row => Assert.InRange(row, 0, 5));
    }

    private static string Refused(string algorithm, string environment, TrainingOptions options) =>
        Assert.Throws<OptionException>(() => NewRun(algorithm, environment, options)).Message;

    private static TrainingRun NewRun(string algorithm, string environment, TrainingOptions options) =>
        new(AlgorithmCatalog.Find(algorithm), environment, () => EnvironmentRegistry.Default.Make(environment), options);

    [GeneratedRegex(@"(?<=at least )\d+")]
    private static partial Regex LeastNumber();
}
