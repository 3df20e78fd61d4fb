using AsyncRL.Environments.Checking;

namespace AsyncRL.Environments.Tests.Checking;

public sealed class EnvironmentProfileTests
{
    [Fact]
    public void NumbersAreThoseOfWhatWasPlayed()
    {
        EnvironmentProfile p = EnvironmentProfile.Measure(() => new Cycle(), episodes: 3);
        Assert.Equal((3, 12L, 3, 0, 0), (p.Episodes, p.Steps, p.Terminated, p.Truncated, p.Cut));

        // Each episode pays 0, 0, 0, 2 and shows 0, 1, 2, 3, 4.
        Assert.Equal(new Spread(2, 0, 2, 2), p.Return);
        Assert.Equal(new Spread(4, 0, 4, 4), p.Length);
        Assert.Equal((0.5, 0, 2), (p.Reward.Mean, p.Reward.Low, p.Reward.High));
        Assert.Equal(0.25, p.NonzeroRewards);
        Assert.Equal(1, p.EpisodesWithReward);
        Assert.Equal([new(0, 9), new(2, 3)], p.RewardValues);
        Assert.Equal(2 * (1 + 0.99 + (0.99 * 0.99) + (0.99 * 0.99 * 0.99)) / 4, p.DiscountedReturn.Mean, 12);
        Spread shown = Assert.Single(p.Observation);
        Assert.Equal(2, shown.Mean, 12);
        Assert.Equal((0, 4), (shown.Low, shown.High));
        Assert.Equal(Math.Sqrt(30.0 / 14), shown.Deviation, 12);
    }

    [Fact]
    public void OneSeedGivesOneProfile()
    {
        EnvironmentProfile Measure(ulong seed) =>
            EnvironmentProfile.Measure(() => EnvironmentRegistry.Default.Make("CartPole-v1"), 10, seed);
        Assert.Equal(Measure(1).Return, Measure(1).Return);
        Assert.NotEqual(Measure(1).Return, Measure(2).Return);
    }

    [Fact]
    public void CatchNeedsNoAdvice() => Assert.Empty(AdviceOn(() => EnvironmentRegistry.Default.Make("Catch-v0")));

    /// <summary>A random player's 22 steps are worth 20, but 1 a step for ever is worth 100.</summary>
    [Fact]
    public void CartPolesReturnsWillBeLarge() =>
        Assert.StartsWith(
            "Rewards average 1 a step, which adds up to 100 where an episode goes on, ",
            Assert.Single(AdviceOn(() => EnvironmentRegistry.Default.Make("CartPole-v1"))), StringComparison.Ordinal);

    [Fact]
    public void ARewardThatNothingLearnsFromDoesNotDecideTheScale() =>
        Assert.Null(EnvironmentProfile.Measure(() => new Faulty(reward: 1e39), 5).SuggestedRewardScale());

    [Fact]
    public void WhatAStepThrowsIsToldWithItsPlace()
    {
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(
            () => EnvironmentProfile.Measure(() => new Faulty(throwsAt: 3), 5));
        Assert.StartsWith(
            "Faulty threw FormatException at step 3 of episode 1 (after the action ", thrown.Message,
            StringComparison.Ordinal);
        Assert.EndsWith("see 'asyncrl check-env'.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PendulumsRewardsAreLarge() =>
        Assert.Contains(
            "reward_scale=0.01", Assert.Single(AdviceOn(() => EnvironmentRegistry.Default.Make("Pendulum-v1"))),
            StringComparison.Ordinal);

    [Fact]
    public void MountainCarsVelocityIsSmallAndItsReturnsAreEqual()
    {
        IReadOnlyList<string> advice = AdviceOn(() => EnvironmentRegistry.Default.Make("MountainCar-v0"));
        Assert.Contains(advice, a => a.Contains("normalize_observations=true", StringComparison.Ordinal));
        Assert.Contains(advice, a => a.Contains("Every episode returned -200", StringComparison.Ordinal));
        Assert.Contains(advice, a => a.Contains("reward_scale=0.01.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 1f, 1, "Random play saw no reward")]
    [InlineData(1e-4, 1f, 1, "reward_scale=1000.")]
    [InlineData(1, 100f, 1, "Element 0 of the observation is about")]
    [InlineData(1, 0f, 1, "No element of the observation ever changed")]
    [InlineData(1, 1f, 2, "Element 1 of the observation never changed")]
    public void WhatStandsOutIsSaid(double reward, float size, int length, string sentence) =>
        Assert.Contains(AdviceOn(() => new Cycle(reward, size, length)), a => a.StartsWith(sentence, StringComparison.Ordinal)
            || a.Contains(sentence, StringComparison.Ordinal));

    [Fact]
    public void EpisodesThatDoNotEndAreCut()
    {
        EnvironmentProfile p = EnvironmentProfile.Measure(() => new Cycle(), episodes: 2, mostSteps: 3);
        Assert.Equal(2, p.Cut);
        Assert.Contains(p.Advice(), a => a.StartsWith("2 of 2 episodes had not ended after 3 steps", StringComparison.Ordinal));
    }

    [Fact]
    public void ARewardThatIsNoNumberIsRefused() =>
        Assert.Contains(
            "returned the reward NaN",
            Assert.Throws<InvalidOperationException>(() => AdviceOn(() => new Cycle(double.NaN))).Message,
            StringComparison.Ordinal);

    private static IReadOnlyList<string> AdviceOn(Func<Environment> create) => EnvironmentProfile.Measure(create).Advice();

    // Counts to four, and pays at the end.
    private sealed class Cycle(double reward = 2, float size = 1, int length = 1)
        : DiscreteEnvironment(new Box(0f, 1000f, length), actions: 2)
    {
        private int step;

        protected override void OnReset(Span<float> observation) => Show(0, observation);

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            Show(step + 1, observation);
            return new StepResult(step == 4 ? reward : 0, step == 4);
        }

        private void Show(int now, Span<float> observation)
        {
            step = now;
            observation.Clear();
            observation[0] = size * now;
        }
    }

    // Ten steps, one of which pays as told.
    private sealed class Faulty(double reward = 1, int throwsAt = 0) : DiscreteEnvironment(new Box(0f, 10f, 1), actions: 2)
    {
        private int step;

        protected override void OnReset(Span<float> observation) => observation[0] = step = 0;

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = ++step;
            return step == throwsAt
                ? throw new FormatException("so")
                : new StepResult(step == 5 ? reward : 1, Terminated: step == 10);
        }
    }
}
