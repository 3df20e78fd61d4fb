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
