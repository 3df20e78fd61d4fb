using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.Tests.Training;

public sealed class OptionRulesTests
{
    [Theory]
    [InlineData("a3c", "learning_rate=0", "learning_rate: 0, so nothing is learnt")]
    [InlineData("a3c", "reward_scale=0", "reward_scale: 0, so every reward counts as 0")]
    [InlineData("a3c", "reward_scale=-0.1", "reward_scale: -0.1, so the worst is taken for the best")]
    [InlineData("a3c", "horizon=2500", "horizon: the learning rate is 0 from step 2,500 on")]
    [InlineData("dqn", "replay.learning_starts=5000", "replay.learning_starts: nothing is learnt before step 5,000")]
    [InlineData("td3", "td3.random_steps=5000", "td3.random_steps: all 5,000 steps of the run are played at random")]
    [InlineData("async-q", "exploration.anneal_steps=10000", "exploration.anneal_steps: epsilon falls until step 10,000")]
    [InlineData("dqn", "target_interval=5000", "target_interval: the target network is renewed every 5,000 steps")]
    [InlineData("rnd", "rnd.learning_rate=0", "rnd.learning_rate: 0, so bonuses never fade")]
    [InlineData("rnd", "horizon=2500", "horizon: the weight of bonuses is 0 from step 2,500 on")]
    [InlineData("ppo", "horizon=2500", "horizon: the clipping range is 0 from step 2,500 on")]
    [InlineData("rnd", "rnd.intrinsic_coef=0", "rnd.intrinsic_coef, rnd.extrinsic_coef: both are 0, so the policy learns")]
    public void WhatCannotBeRightIsSaid(string algorithm, string setting, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Check(algorithm, setting)));

    [Theory]
    [InlineData("dqn", "replay.learning_starts=4999")]
    [InlineData("a3c", "horizon=2501")]
    [InlineData("td3", "td3.random_steps=4999")]
    [InlineData("async-q", "exploration.anneal_steps=9999")]
    [InlineData("dqn", "target_interval=4999")]
    public void WhatCanIsNot(string algorithm, string setting) => Assert.Empty(Check(algorithm, setting));

    // a3c has no replay memory and no target network, whose defaults are longer than this run.
    [Fact]
    public void OptionsThatTheAlgorithmDoesNotReadAreNotLookedAt() => Assert.Empty(Check("a3c", "gamma=0.9"));

    [Fact]
    public void NoPresetSaysAnything()
    {
        (string Algorithm, string Section, OptionLayer Layer)[] all =
            [.. PresetCatalog.List().Where(p => EnvironmentRegistry.Default.All.Any(e => e.Id == p.Section))];
        Assert.NotEmpty(all);
        Assert.All(all, p => Assert.Empty(OptionRules.Check(
            AlgorithmCatalog.Find(p.Algorithm),
            ResolvedConfiguration.Resolve(p.Algorithm, p.Section, PresetCatalog.For(p.Algorithm, p.Section)).Options)));
    }

    private static IEnumerable<string> Check(string algorithm, string setting)
    {
        (string, string)[] basis = algorithm switch
        {
            "dqn" => [("dqn.anneal_steps", "100"), ("target_interval", "100")],
            "rnd" =>
            [
                ("rnd.random_steps", "100"), ("rnd.extrinsic_coef", "0"), ("rnd.intrinsic_schedule", "linear"),
                ("learning_rate_schedule", "constant"),
            ],
            "ppo" => [("learning_rate_schedule", "constant"), ("ppo.clip_range_schedule", "linear")],
            "async-q" => [("target_interval", "100"), ("exploration.anneal_steps", "100")],
            _ => [],
        };
        string[] changed = setting.Split('=');
        return OptionRules.Check(AlgorithmCatalog.Find(algorithm), ResolvedConfiguration.Resolve(
            algorithm, algorithm == "td3" ? "Pendulum-v1" : "CartPole-v1",
            [new OptionLayer("test", [("steps", "5000"), .. basis, (changed[0], changed[1])])]).Options);
    }
}
