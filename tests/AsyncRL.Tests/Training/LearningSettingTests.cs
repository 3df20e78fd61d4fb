using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Policies;
using AsyncRL.Runs;

namespace AsyncRL.Tests.Training;

public sealed class LearningSettingTests
{
    private static readonly Space Three = new Discrete(3), Wide = new Box(-5f, 3f, 2),
        Open = new Box(0f, float.PositiveInfinity, 2);

    // A hundredth of ln 3, and Gaussians whose deviation is a hundredth of the reach.
    [Fact]
    public void APolicyHardlyExploresBelowAnEntropy()
    {
        double unit = 0.5 * Math.Log(2 * Math.PI * Math.E);
        Assert.Equal(0.01 * Math.Log(3), Of(Three, PolicyKind.Categorical), 1e-12);
        Assert.Equal(2 * (unit + Math.Log(0.04)), Of(Wide, PolicyKind.Gaussian), 1e-12);
        Assert.Equal(2 * (unit + Math.Log(0.01)), Of(Wide, PolicyKind.ScaledGaussian), 1e-12);
        Assert.Equal(2 * (unit + Math.Log(0.01)), Of(Wide, PolicyKind.SquashedGaussian), 1e-12);
        Assert.Equal(2 * (unit + Math.Log(0.01)), Of(Open, PolicyKind.Gaussian), 1e-12);
        Assert.Equal(double.NegativeInfinity, Of(Three, PolicyKind.ActionValues, hasEntropy: false));
    }

    [Theory]
    [InlineData("a3c", "raise ent_coef")]
    [InlineData("rnd", "raise rnd.intrinsic_coef or ent_coef")]
    [InlineData("async-q", "raise exploration.anneal_steps")]
    [InlineData("dqn", "raise dqn.anneal_steps")]
    [InlineData("td3", "raise td3.noise_std")]
    [InlineData("sac", "raise sac.alpha, or set sac.sde=true")]
    public void WhatIsToBeRaisedIsAnOptionOfTheMethod(string algorithm, string advice) =>
        Assert.Equal(advice, Setting(algorithm, Three, PolicyKind.Categorical, true, new TrainingOptions()).ExploreMore);

    [Fact]
    public void LearningRatesOfPartsAreNamedWhereTheyAreSet()
    {
        var options = new TrainingOptions();
        Assert.Equal("learning_rate", Setting("rnd", Three, PolicyKind.Categorical, true, options).Rates);
        options = options.With("rnd", new RndOptions { LearningRate = 0.5 });
        Assert.Equal(
            "learning_rate or rnd.learning_rate", Setting("rnd", Three, PolicyKind.Categorical, true, options).Rates);
        Assert.Equal([("learning_rate", "0.0007"), ("rnd.learning_rate", "0.5")], LearningSetting.RatesOf(
            AlgorithmCatalog.Find("rnd"), options));
    }

    [Fact]
    public void HindsightIsNoted()
    {
        TrainingOptions options = new TrainingOptions().With(
            "her", new HindsightOptions { Strategy = HindsightStrategy.Future });
        Assert.True(Setting("dqn", Three, PolicyKind.ActionValues, false, options).LearnsUnrewarded);
        Assert.False(Setting("dqn", Three, PolicyKind.ActionValues, false, new TrainingOptions()).LearnsUnrewarded);
    }

    // Nothing is paid in most of a training that finds the goal by curiosity.
    [Theory]
    [InlineData("rnd", 0, true)]
    [InlineData("ppo", 0.1, true)]
    [InlineData("ppo", 0, false)]
    public void CuriosityIsNoted(string algorithm, double countBonus, bool isCurious)
    {
        TrainingOptions options = new TrainingOptions().With("count_bonus", new CountBonusOptions { Coef = countBonus });
        LearningSetting setting = Setting(algorithm, Three, PolicyKind.Categorical, true, options);
        Assert.Equal((isCurious, isCurious), (setting.IsCurious, setting.LearnsUnrewarded));
    }

    private static double Of(Space space, PolicyKind kind, bool hasEntropy = true) =>
        Setting("a3c", space, kind, hasEntropy, new TrainingOptions()).LeastEntropy;

    private static LearningSetting Setting(
        string algorithm, Space space, PolicyKind kind, bool hasEntropy, TrainingOptions options) =>
        LearningSetting.Of(AlgorithmCatalog.Find(algorithm), space, kind, hasEntropy, options);
}
