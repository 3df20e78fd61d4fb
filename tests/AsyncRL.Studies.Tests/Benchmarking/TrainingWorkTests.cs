using AsyncRL.Algorithms;
using AsyncRL.Benchmarking;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Studies.Tests.Benchmarking;

public sealed class TrainingWorkTests
{
    private static readonly TrainingOptions Options = new()
    {
        TMax = 4,
        Ppo = new PpoOptions { NEpochs = 3 },
        Replay = new ReplayOptions { BatchSize = 32, TrainFrequency = 8 },
    };

    // Passes of four steps, counted one by one.
    [Theory]
    [InlineData("a3c", 4 + 1, 4)] // acting, and the state after the segment
    [InlineData("a2c", 4 + 1, 4)]
    [InlineData("async-nstep-q", 4 + 1, 4)]
    [InlineData("async-q", 4 + 4, 4)] // theta- values every next state
    [InlineData("async-sarsa", 4 + 4 + 1, 4)] // and an action is chosen in the last
    [InlineData("impala", 4 + 4 + 1, 4)] // the learner plays them again
    [InlineData("ppo", 4 + 1 + 3 * 4, 3 * 4)]
    [InlineData("dqn", 4 + 16 + 16, 16)] // half a minibatch of 32, forwards and in theta-
    public void PassesAreCountedAsTheMethodMakesThem(string algorithm, double forward, double backward)
    {
        TrainingWork work = TrainingWork.Of(ObjectiveOf(algorithm, Options), Options)!;
        Assert.Equal(forward / 4, work.Forward, 1e-12);
        Assert.Equal(backward / 4, work.Backward, 1e-12);
        Assert.StartsWith("FLOP per step = forward x ", work.Formula);
    }

    [Fact]
    public void DoubleLearningReadsTheNextStatesTwice()
    {
        TrainingOptions options = Options with { Dqn = Options.Dqn with { Double = true } };
        Assert.Equal(1 + 3 * 4, TrainingWork.Of(ObjectiveOf("dqn", options), options)!.Forward);
    }

    // Passes that learning from a row makes, counted one by one: forward, backward with gradients, backward to the input.
    [Theory]
    [InlineData("ddpg", "actor 2 1 0, critic 3 1 1")]
    [InlineData("td3", "actor 1.25 0.25 0, critic1 2.25 1 0.25, critic2 2 1 0")] // the actor learns with every fourth update
    [InlineData("sac", "actor 2 1 0, critic1 3 1 1, critic2 3 1 1")]
    public void EveryNetworkOfAContinuousMethodCounts(string algorithm, string expected)
    {
        TrainingOptions options = Options.With("td3", new Td3Options { PolicyDelay = 4 });
        var objective = (ReplayObjective)AlgorithmCatalog.Find(algorithm).Design(
            new AlgorithmContext(options, new Box(0, 1, 4), new Box(-1, 1, 3))).Objective!;
        TrainingWork row = TrainingWork.OfMinibatchRow(objective)!;
        PartPasses[] all = [new PartPasses("actor", row.Forward, row.Backward), .. row.Further];
        Assert.Equal(
            expected,
            string.Join(", ", all.Select(p => FormattableString.Invariant($"{p.Part} {p.Forward} {p.Backward} {p.ToInput}"))));

        // Four rows are learned from for each step, which is played with one more pass.
        TrainingWork step = TrainingWork.Of(objective, options)!;
        Assert.Equal(1 + 4 * row.Forward, step.Forward, 1e-12);
        Assert.Equal(4 * row.Further[^1].Forward, step.Further[^1].Forward, 1e-12);
    }

    [Fact]
    public void OperationsOfAModelAreThoseOfAllItsNetworks()
    {
        var actor = new NetworkDescription([10], [new DenseLayer(20)], [new Head("a", 3)]);
        var critic = new NetworkDescription([13], [new DenseLayer(20)], [new Head("q", 1)]);
        var model = new ModelDescription([new NetworkPart("actor", actor), new NetworkPart("critic", critic)]);
        var work = new TrainingWork(2, 1, string.Empty) { Further = [new PartPasses("critic", 3, 1, 1)] };

        // A pass to the input multiplies with every weight once, as a forward pass does.
        Assert.Equal(
            2 * 520 + (520 + 2 * 60) + (3 + 1) * 2 * 280 + (2 * 280 + 2 * 20), work.Flops(model));
    }

    [Fact]
    public void OperationsAreThoseOfAllPasses()
    {
        var network = new NetworkDescription([10], [new DenseLayer(20)], [new Head("q", 3)]);
        Assert.Equal(2 * 260, network.ForwardFlops);
        Assert.Equal(5 * 520 + 2 * (520 + 2 * 60), new TrainingWork(5, 2, string.Empty).Flops(network));
    }

    [Fact]
    public void PassesOfATrainingLoopWithoutAnObjectiveAreNotKnown() => Assert.Null(TrainingWork.Of(null, Options));

    private static Objective ObjectiveOf(string algorithm, TrainingOptions options) =>
        AlgorithmCatalog.Find(algorithm).Design(new AlgorithmContext(options, new Box(0, 1, 4), new Discrete(3))).Objective!;
}
