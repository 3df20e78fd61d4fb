using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.LearningTests;

/// <summary>A training that cannot learn says so, and what is wrong with it where the figures tell.</summary>
public sealed class BrokenTrainingTests
{
    private const string Goal = "no reward tells good actions from bad ones", Bounds = "are at a bound of their range",
        Entropy = "entropy fell", Values = "value function explains nothing", Same = "is no better than that of its first";

    [Theory]
    [InlineData("a3c", "CartPole-v1", "nothing paid", Goal)]
    [InlineData("dqn", "CartPole-v1", "nothing paid", Goal)]
    [InlineData("ppo", "Pendulum-v1", "nothing paid", Goal)]
    [InlineData("reinforce", "MountainCarContinuous-v0", "nothing paid", Goal)]
    [InlineData("td3", "Pendulum-v1", "nothing paid", Goal, "steps=6000")]
    [InlineData("a3c", "Catch-v0", "random rewards", Values)]
    [InlineData("ppo", "Catch-v0", "random rewards", Values)]
    [InlineData("async-nstep-q", "Catch-v0", "random rewards", Same)]
    [InlineData("dqn", "Catch-v0", "random rewards", Same)]
    [InlineData("a3c", "CartPole-v1", "blind", "")]
    [InlineData("impala", "Pendulum-v1", "blind", "")]
    [InlineData("dqn", "CartPole-v1", "blind", "")]
    [InlineData("a2c", "Catch-v0", "", Values, "learning_rate=1e-12")]
    [InlineData("async-q", "CartPole-v1", "", Same, "learning_rate=1e-9")]
    [InlineData("sac", "Pendulum-v1", "", Same, "learning_rate=1e-12", "steps=6000")]
    [InlineData("a2c", "CartPole-v1", "", Entropy, "learning_rate=1", "ent_coef=0")]
    [InlineData("ppo", "Catch-v0", "", Entropy, "learning_rate=0.3", "ent_coef=0")]
    [InlineData("td3", "Pendulum-v1", "", Bounds, "learning_rate=0.1", "steps=6000")]
    [InlineData("ddpg", "Pendulum-v1", "", Bounds, "learning_rate=0.1", "steps=6000")]
    public void ABrokenTrainingSaysSo(string algorithm, string environment, string fault, string says, params string[] set)
    {
        IReadOnlyList<string> warnings = Warnings.Of(
            algorithm, () => Break(EnvironmentRegistry.Default.Make(environment), fault),
            Learning.Configure(
                algorithm, environment, seed: 0, threads: 1, deterministic: true,
                [.. set.Select(s => (s.Split('=')[0], s.Split('=')[1]))]).Options);
        Assert.True(
            warnings.Any(w => w.Contains(says, StringComparison.Ordinal)), $"{warnings.Count}: {string.Join('\n', warnings)}");
    }

    private static Environment Break(Environment environment, string fault) => fault switch
    {
        "" => environment,
        "nothing paid" => new Broken(environment) { Reward = _ => 0 },
        "random rewards" => new Broken(environment) { Reward = random => random.Normal() },
        "blind" => new Broken(environment) { IsBlind = true },
        _ => throw new ArgumentException(fault),
    };
}
