using System.Text.RegularExpressions;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.Tests.Training;

public sealed class IdleOptionsTests
{
    [Theory]
    [InlineData("a3c", "topology.replicas=2", "topology.sharing=exchange")]
    [InlineData("a3c", "topology.exchange_steps=100", "topology.sharing=hogwild")]
    [InlineData("a3c", "optimizer.alpha=0.5", "optimizer.name=adam")]
    [InlineData("ppo", "optimizer.beta1=0.5", "optimizer.name=rmsprop")]
    [InlineData("ppo", "optimizer.beta2=0.5", "optimizer.name=momentum-sgd")]
    [InlineData("async-q", "read_live=true", "topology.sharing=exchange")]
    [InlineData("dqn", "replay.alpha=0.5", "replay.prioritized=false")]
    [InlineData("dqn", "replay.beta=0.5", "replay.prioritized=false")]
    [InlineData("dqn", "her.k=2", "her.strategy=none")]
    [InlineData("impala", "impala.rho_bar=2", "impala.correction=none")]
    [InlineData("impala", "impala.c_bar=0.5", "impala.correction=none")]
    [InlineData("a3c", "network.lstm_horizon=60", "network.lstm=none")]
    [InlineData("async-q", "count_bonus.capacity=7", "count_bonus.coef=0")]
    public void AnOptionWithoutEffectIsNamedWithWhatWouldGiveItOne(string algorithm, string idle, string decisive)
    {
        string warning = Assert.Single(Check(algorithm, idle, decisive));
        Assert.StartsWith($"{idle.Split('=')[0]}: has no effect with {decisive}. ", warning, StringComparison.Ordinal);
        Assert.Matches($@"set {Regex.Escape(decisive.Split('=')[0])}(=[^ ]+( or [^ ]+)*)?\.$", warning);
    }

    [Theory]
    [InlineData("a3c", "topology.replicas=2", "topology.sharing=single_writer")]
    [InlineData("a3c", "optimizer.alpha=0.99", "optimizer.name=adam")]
    [InlineData("async-sarsa", "read_live=true", "topology.sharing=hogwild")]
    [InlineData("dqn", "replay.alpha=0.5", "replay.prioritized=true")]
    [InlineData("dqn", "her.k=2", "her.strategy=final")]
    [InlineData("a3c", "network.lstm_horizon=60", "network.lstm=8")]
    [InlineData("async-q", "count_bonus.capacity=7", "count_bonus.coef=1")]
    public void AnOptionWithOneOrAtItsDefaultIsNot(string algorithm, string option, string decisive) =>
        Assert.Empty(Check(algorithm, option, decisive));

    [Fact]
    public void ThreadsOfAMethodWithOneActorAreNamed() =>
        Assert.StartsWith(
            "topology.threads: has no effect, because dqn has one actor.",
            Assert.Single(Check("dqn", $"topology.threads={System.Environment.ProcessorCount + 1}", "gamma=0.9")),
            StringComparison.Ordinal);

    [Fact]
    public void NoPresetHasOne()
    {
        (string Algorithm, string Section, OptionLayer Layer)[] all =
            [.. PresetCatalog.List().Where(p => EnvironmentRegistry.Default.All.Any(e => e.Id == p.Section))];
        Assert.NotEmpty(all);
        Assert.All(all, p => Assert.Empty(IdleOptions.Check(
            AlgorithmCatalog.Find(p.Algorithm),
            ResolvedConfiguration.Resolve(p.Algorithm, p.Section, PresetCatalog.For(p.Algorithm, p.Section)).Options)));
    }

    private static IEnumerable<string> Check(string algorithm, params string[] settings) => IdleOptions.Check(
        AlgorithmCatalog.Find(algorithm),
        ResolvedConfiguration.Resolve(
            algorithm, "CartPole-v1",
            [new OptionLayer("test", [.. settings.Select(s => (s.Split('=')[0], s.Split('=')[1]))])]).Options);
}
