using AsyncRL.Benchmarking;
using AsyncRL.Environments;

namespace AsyncRL.Studies.Tests.Benchmarking;

public sealed class EnvironmentBenchmarkTests
{
    [Theory]
    [InlineData(new[] { 30.0, 10, 20 }, 20)]
    [InlineData(new[] { 40.0, 10, 30, 20 }, 25)]
    [InlineData(new[] { 7.0 }, 7)]
    public void TheMedianRoundCounts(double[] rates, double median)
    {
        var result = EnvironmentBenchmarkResult.Of("CartPole-v1", [.. rates], new ReferenceSpeed("other", 5));
        Assert.Equal(median, result.StepsPerSecond);
        Assert.Equal((rates.Min(), rates.Max()), (result.Slowest, result.Fastest));
        Assert.Equal(median / 5, result.Ratio);
        Assert.Null(EnvironmentBenchmarkResult.Of("Own-v0", [.. rates], null).Ratio);
    }

    [Theory]
    [InlineData("CartPole-v1", 182_000)]
    [InlineData("MinAtar/SpaceInvaders-v0", 68_000)]
    [InlineData("MinAtar/SpaceInvaders-v1", 68_000)]
    [InlineData("CartPole-v0", null)]
    [InlineData("MinAtar/SpaceInvaders-v2", null)]
    [InlineData("MinAtar/Own-v0", null)]
    [InlineData("Catch-v0", null)]
    public void OnlyWhatWasMeasuredHasAReference(string id, int? stepsPerSecond) =>
        Assert.Equal(stepsPerSecond, ReferenceSpeeds.Find(id)?.StepsPerSecond);

    [Fact]
    public void EveryReferenceIsOfABuiltInEnvironment() =>
        Assert.Equal(11, EnvironmentRegistry.Default.All.Count(e => ReferenceSpeeds.Find(e.Id) is not null));

    [Fact]
    public void TheMeterPlaysAsManyStepsAsAskedAndBeginsSequencesAnew()
    {
        var counter = new Counter();
        var meter = new EnvironmentMeter(counter);
        meter.Play(25);
        Assert.Equal((25, 4), (counter.Steps, counter.Resets));
        double rate = meter.Measure(0.01);
        Assert.Equal(0, (counter.Steps - 25) % 256);
        Assert.True(rate > 0);
    }

    [Fact]
    public void RoundsAlternateBetweenTheEnvironments()
    {
        var order = new List<string>();
        var registry = new EnvironmentRegistry();
        registry.Register(new EnvironmentSpec("A-v0", () => new Counter { Played = () => Note("A") }));
        registry.Register(new EnvironmentSpec("B-v0", () => new Counter { Played = () => Note("B") }));
        IReadOnlyList<EnvironmentBenchmarkResult> results = EnvironmentBenchmark.Compare(
            ["B-v0", "A-v0"], rounds: 2, seconds: 0.001, registry);
        Assert.Equal(["B-v0", "A-v0"], results.Select(r => r.Id));
        Assert.Equal(["B", "A", "B", "A", "B", "A"], order);

        void Note(string name)
        {
            if (order.Count == 0 || order[^1] != name)
            {
                order.Add(name);
            }
        }
    }

    // Episodes of eight steps.
    private sealed class Counter() : DiscreteEnvironment(new Box(0f, 1f, 1), actions: 3)
    {
        public Action? Played { get; init; }

        public int Steps { get; private set; }

        public int Resets { get; private set; }

        protected override void OnReset(Span<float> observation)
        {
            Resets++;
            observation.Clear();
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            Played?.Invoke();
            observation[0] = action;
            return new StepResult(0, Terminated: ++Steps % 8 == 0);
        }
    }
}
