using AsyncRL.Environments.ClassicControl;

namespace AsyncRL.Environments.Tests;

public class TimeLimitTests
{
    [Fact]
    public void TheLimitTruncatesAndNeverTerminates()
    {
        var environment = new TimeLimit(new Endless(), 3);
        var observation = new float[1];
        environment.Reset(1, observation);

        Assert.Equal(new StepResult(1, false), environment.Step(0, observation));
        Assert.Equal(new StepResult(1, false), environment.Step(0, observation));
        Assert.Equal(new StepResult(1, false, true), environment.Step(0, observation));
        Assert.Throws<InvalidOperationException>(() => environment.Step(0, observation));
    }

    [Fact]
    public void AResetStartsTheCountOver()
    {
        var environment = new TimeLimit(new Endless(), 2);
        var observation = new float[1];
        for (int episode = 0; episode < 3; episode++)
        {
            environment.Reset(null, observation);
            Assert.False(environment.Step(0, observation).EpisodeEnded);
            Assert.True(environment.Step(0, observation).Truncated);
        }
    }

    [Fact]
    public void ATerminationAtTheLimitStaysATermination()
    {
        // From these angles the pole is down at the first step.
        var cartPole = new CartPole();
        var environment = new TimeLimit(cartPole, 1);
        var observation = new float[4];
        environment.Reset(0, observation);
        cartPole.Model.Angle = 0.3;

        Assert.Equal(new StepResult(1, true, true), environment.Step(0, observation));
    }

    [Fact]
    public void TheSeedReachesTheWrappedEnvironment()
    {
        var plain = new float[4];
        var limited = new float[4];
        new CartPole().Reset(5, plain);
        new TimeLimit(new TimeLimit(new CartPole(), 9), 8).Reset(5, limited);

        Assert.Equal(plain, limited);
    }

    [Fact]
    public void ALimitBelowOneIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new TimeLimit(new Endless(), 0));

    private sealed class Endless() : DiscreteEnvironment(new Box(0, 1, 1), actions: 1)
    {
        protected override void OnReset(Span<float> observation) => observation[0] = 0;

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = 0;
            return new StepResult(1, false);
        }
    }
}
