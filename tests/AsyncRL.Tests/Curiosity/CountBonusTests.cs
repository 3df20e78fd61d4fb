using AsyncRL.Algorithms;
using AsyncRL.Curiosity;
using AsyncRL.Environments;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Play;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Curiosity;

public sealed class CountBonusTests
{
    [Fact]
    public void AStepIntoAStatePaysBetaOverTheRootOfHowOftenItWasReached()
    {
        const int Rows = 200;
        Player player = new PlayerRig([new Circle()], Rows, shaping: [new CountBonus(0.5f, 10_000)]).Player;
        player.Play();
        var counts = new Dictionary<(float, float), int>();
        for (int row = 0; row < Rows; row++)
        {
            // An episode's final state lies nowhere any more, but is always the same one.
            bool ended = player.Rollout.Terminated[row];
            ReadOnlySpan<float> seen = player.Slots.Input(row + 1);
            (float, float) state = ended ? (0, 7) : (seen[0], seen[1]);
            int n = counts[state] = counts.GetValueOrDefault(state) + 1;
            Assert.Equal(1 + 0.5 / Math.Sqrt(n), player.Rollout.Rewards[row], 1e-6);
        }

        Assert.True(counts.Values.Max() > 10);
    }

    [Fact]
    public void ManyStatesAreToldApartAndNothingIsAllocated()
    {
        var counts = new StateCounts(30_000);
        var random = new Random(2);
        var expected = new Dictionary<(int, int, int), int>();
        for (int i = 0; i < 60_000; i++)
        {
            (int, int, int) state = (random.Next(30), random.Next(30), random.Next(30));
            int n = expected[state] = expected.GetValueOrDefault(state) + 1;
            Assert.Equal(n, counts.Count([state.Item1, state.Item2, state.Item3]));
        }

        Assert.Equal(expected.Count, counts.States);
        Assert.Equal(1, counts.Count([0f, 0f, 99f]));
        Assert.Equal(2, counts.Count([-0f, 0f, 99f]));
        float[] seen = [1, 2, 3];
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                counts.Count(seen);
            }
        }));
    }

    [Fact]
    public void AFullTableSaysSoAndGoesOnInALargerOne()
    {
        var counts = new StateCounts(3);
        for (int i = 0; i < 9; i++)
        {
            counts.Count([i % 3, 0.5f]);
        }

        OptionException error = Assert.Throws<OptionException>(() => counts.Count([3, 0.5f]));
        Assert.Contains("count_bonus.capacity: 3 different observations", error.Message, StringComparison.Ordinal);
        Assert.Contains("use rnd", error.Message, StringComparison.Ordinal);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        counts.Save(writer);
        stream.Position = 0;
        var larger = new StateCounts(100);
        using var reader = new BinaryReader(stream);
        larger.Load(reader);
        Assert.Equal(4, larger.Count([1, 0.5f]));
        Assert.Equal(1, larger.Count([3, 0.5f]));
    }

    [Theory]
    [InlineData("a3c")]
    [InlineData("a2c")]
    [InlineData("ppo")]
    [InlineData("impala")]
    [InlineData("async-q")]
    [InlineData("async-nstep-q")]
    [InlineData("dqn")]
    public void EveryMethodLearnsFromItReportsTheWorldsOwnRewardsAndGoesOnAfterAnInterruption(string algorithm)
    {
        using var temporary = new TemporaryFolder();
        TrainingOptions options = Options(0.3);
        TrainingOutcome without = Run(algorithm, Options(0), temporary.Sub("without"));
        TrainingOutcome whole = Run(algorithm, options, temporary.Sub("whole"));
        Assert.NotEqual(without.Policy.Parameters.Span.ToArray(), whole.Policy.Parameters.Span.ToArray());
        Assert.Equal(Circle.Length, whole.MeanReturn, 1e-9);

        RunFolder folder = RunFolder.CreateAt(temporary.Sub("halves"), force: false);
        TrainingOutcome first = NewRun(algorithm, options, folder).Run(stopAt: 1_003);
        TrainingRun second = NewRun(algorithm, options, folder);
        Assert.Empty(second.Restore(first.ModelPath!));
        SavedModels.AssertEqual(whole.ModelPath!, second.Run().ModelPath!);
    }

    // The world has moved on when the table turns out to be full, with six states at the end of an episode: what was not taken in
    // cannot be gone on from.
    [Theory]
    [InlineData("ppo", 3)]
    [InlineData("ppo", 5)]
    [InlineData("a3c", 5)]
    [InlineData("impala", 5)]
    [InlineData("async-q", 5)]
    [InlineData("dqn", 5)]
    public void ATrainingWhoseTableIsFullGoesOnInALargerOne(string algorithm, int capacity)
    {
        using var temporary = new TemporaryFolder();
        TrainingOptions options = Options(0.3);
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("full"), force: false);
        TrainingOptions small = options.With("count_bonus", options.Group<CountBonusOptions>() with { Capacity = capacity });
        TrainingFailedException failed = Assert.Throws<TrainingFailedException>(() => NewRun(algorithm, small, folder).Run());
        TrainingRun second = NewRun(algorithm, options, folder);
        Assert.Contains(
            "(an error had stopped it in the middle of a step), so new episodes begin",
            Assert.Single(second.Restore(failed.SavedPath!)), StringComparison.Ordinal);
        TrainingOutcome outcome = second.Run();
        Assert.True(outcome.Completed);
        Assert.Equal(Circle.Length, outcome.MeanReturn, 1e-9);
    }

    [Fact]
    public void WhatDoesNotGoTogetherIsRefusedWithWhatToDo()
    {
        OptionException normalized = Assert.Throws<OptionException>(
            () => NewRun("ppo", Options(0.3) with { NormalizeObservations = true }, null));
        Assert.Contains("set normalize_observations to false", normalized.Message, StringComparison.Ordinal);
        OptionException hindsight = Assert.Throws<OptionException>(() => NewRun(
            "dqn", Options(0.3).With("her", new HindsightOptions { Strategy = HindsightStrategy.Future }), null));
        Assert.Contains("set her.strategy to none", hindsight.Message, StringComparison.Ordinal);
    }

    private static TrainingOutcome Run(string algorithm, TrainingOptions options, string folder) =>
        NewRun(algorithm, options, RunFolder.CreateAt(folder, force: false)).Run();

    private static TrainingRun NewRun(string algorithm, TrainingOptions options, RunFolder? folder) =>
        new(AlgorithmCatalog.Find(algorithm), "Circle", () => new Circle(), options, folder);

    private static TrainingOptions Options(double coefficient) => new TrainingOptions
    {
        Steps = 2_000,
        TMax = 5,
        Deterministic = true,
        RewardScale = 1,
        NormalizeObservations = false,
        Network = new() { Conv = [], Hidden = [8] },
        Topology = new() { Threads = 2, EnvsPerActor = 2 },
        Replay = new() { Capacity = 600, LearningStarts = 100, BatchSize = 16 },
        Impala = new() { BatchTrajectories = 2, Queue = 3 },
        Evaluation = new() { Episodes = 0 },
    }.With("count_bonus", new CountBonusOptions { Coef = coefficient, Capacity = 50 });

    /// <summary>Five places in a circle; every step pays 1, and after seven of them all end in one terminal state.</summary>
    private sealed class Circle() : DiscreteEnvironment(new Box(0f, 9f, 2), actions: 3)
    {
        public const int Length = 7;

        private int place;
        private int steps;

        public override bool CanSaveState => true;

        public override void SaveState(BinaryWriter writer)
        {
            base.SaveState(writer);
            writer.Write(place);
            writer.Write(steps);
        }

        public override void LoadState(BinaryReader reader)
        {
            base.LoadState(reader);
            (place, steps) = (reader.ReadInt32(), reader.ReadInt32());
        }

        protected override void OnReset(Span<float> observation)
        {
            (place, steps) = (0, 0);
            Show(observation);
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            bool ends = ++steps == Length;
            place = ends ? 0 : (place + 1 + action) % 5;
            Show(observation);
            return new StepResult(1, Terminated: ends);
        }

        private void Show(Span<float> observation) => (observation[0], observation[1]) = (place, steps);
    }
}
