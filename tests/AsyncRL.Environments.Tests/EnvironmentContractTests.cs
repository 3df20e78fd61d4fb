namespace AsyncRL.Environments.Tests;

public class EnvironmentContractTests
{
    [Fact]
    public void SteppingBeforeTheFirstResetIsAnError()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new Counter().Step(0, new float[1]));

        Assert.Equal("Counter was stepped before its first reset; call Reset first.", error.Message);
    }

    [Fact]
    public void SteppingAfterTheEndWithoutAResetIsAnError()
    {
        var counter = new Counter();
        var observation = new float[1];
        counter.Reset(null, observation);
        while (!counter.Step(1, observation).EpisodeEnded)
        {
        }

        var error = Assert.Throws<InvalidOperationException>(() => counter.Step(1, observation));
        Assert.Equal("Counter was stepped after its episode ended; call Reset before the next step.", error.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void AnActionOutOfRangeIsNamedWithTheRange(int action)
    {
        var counter = new Counter();
        counter.Reset(null, new float[1]);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => counter.Step(action, new float[1]));
        Assert.StartsWith(
            $"Counter was given the action {action}, but its actions are 0 to 1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersForADiscreteActionAndAnIndexForAContinuousOneAreRefused()
    {
        var counter = new Counter();
        counter.Reset(null, new float[1]);
        var slider = new Slider();
        slider.Reset(null, new float[1]);

        Assert.Throws<ArgumentException>(() => counter.Step(new float[] { 1 }, new float[1]));
        Assert.Throws<ArgumentException>(() => slider.Step(0, new float[1]));
        Assert.Throws<ArgumentException>(() => slider.Step(new float[] { 1 }, new float[1]));
        Assert.False(slider.Step(new float[] { 1, 2 }, new float[1]).EpisodeEnded);
    }

    [Fact]
    public void ABufferOfTheWrongLengthIsRefusedWithBothLengths()
    {
        var counter = new Counter();
        var error = Assert.Throws<ArgumentException>(() => counter.Reset(null, new float[3]));

        Assert.StartsWith(
            "The observation buffer holds 3 numbers, but Counter writes 1; pass a span of that length.", error.Message,
            StringComparison.Ordinal);
        counter.Reset(null, new float[1]);
        Assert.Throws<ArgumentException>(() => counter.Step(0, new float[2]));
    }

    [Fact]
    public void AResetWithoutASeedGoesOnWithTheGenerator()
    {
        var a = new Counter();
        var b = new Counter();
        var first = new float[1];
        var second = new float[1];
        a.Reset(7, first);
        b.Reset(7, second);
        Assert.Equal(first, second);
        a.Reset(null, first);
        Assert.NotEqual(first, second);
        b.Reset(null, second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void TwoInstancesThatWereNeverSeededDiffer()
    {
        var first = new float[1];
        var second = new float[1];
        new Counter().Reset(null, first);
        new Counter().Reset(null, second);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public void AnEnvironmentThatThrewInAStepMustBeResetFirst()
    {
        var counter = new Counter { Failing = true };
        counter.Reset(null, new float[1]);

        Assert.Throws<TimeoutException>(() => counter.Step(0, new float[1]));
        Assert.Throws<InvalidOperationException>(() => counter.Step(0, new float[1]));
    }

    [Fact]
    public void AnEnvironmentThatCannotSaveSaysSo()
    {
        using var writer = new BinaryWriter(new MemoryStream());

        Assert.False(new Counter().CanSaveState);
        Assert.Contains(
            "Counter cannot save its state", Assert.Throws<NotSupportedException>(() => new Counter().SaveState(writer)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAMaskEveryActionIsLegal()
    {
        var legal = new bool[2];
        new Counter().WriteActionMask(legal);

        Assert.Equal([true, true], legal);
        Assert.Throws<ArgumentException>(() => new Counter().WriteActionMask(new bool[3]));
        Assert.Throws<ArgumentException>(() => new Slider().WriteActionMask(new bool[2]));
    }

    private sealed class Counter() : DiscreteEnvironment(new Box(0, 1, 1), actions: 2)
    {
        private int count;

        public bool Failing { get; init; }

        protected override void OnReset(Span<float> observation)
        {
            count = 0;
            observation[0] = Random.NextSingle();
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = 0;
            return Failing ? throw new TimeoutException() : new StepResult(action, ++count == 3);
        }
    }

    private sealed class Slider() : ContinuousEnvironment(new Box(0, 1, 1), new Box(-1, 1, 2))
    {
        protected override void OnReset(Span<float> observation) => observation[0] = 0;

        protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
        {
            observation[0] = 0;
            return new StepResult(action[1], false);
        }
    }
}
