using AsyncRL;
using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using Environment = AsyncRL.Environments.Environment;

namespace OwnAlgorithm.Tests;

/// <summary>The algorithm as the program sees it: found by name, configured, trained, stopped and resumed.</summary>
public sealed class MunchausenDqnTests
{
    private const string Name = "munchausen-dqn";

    static MunchausenDqnTests() => AlgorithmCatalog.Register(typeof(MunchausenDqn).Assembly);

    [Fact]
    public void ItIsFoundByNameOnceItsAssemblyIsRegistered()
    {
        Assert.IsType<MunchausenDqn>(AlgorithmCatalog.Find(Name));
        Assert.Empty(AlgorithmCatalog.Register(typeof(MunchausenDqn).Assembly));
        var error = Assert.Throws<ArgumentException>(() => AlgorithmCatalog.Find("munchhausen-dqn"));
        Assert.Contains($"did you mean '{Name}'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItsDefaultsAreThePapers()
    {
        MunchausenOptions own = Resolve().Group<MunchausenOptions>();
        Assert.Equal((0.9, 0.03, -1.0), (own.Alpha, own.Tau, own.LowerBound));
    }

    [Fact]
    public void ItsPresetBelongsToItsEnvironment()
    {
        TrainingOptions cart = Resolve(PresetCatalog.For(Name, "CartPole-v1"));
        TrainingOptions other = Resolve(PresetCatalog.For(Name, "Catch-v0"));
        Assert.Equal(5_000, cart.Group<MunchausenOptions>().AnnealSteps);
        Assert.Equal(100_000, other.Group<MunchausenOptions>().AnnealSteps);
        Assert.Equal("adam", other.Optimizer.Name);
    }

    [Theory]
    [InlineData("munchausen.tua", "0.1", "did you mean 'munchausen.tau'?")]
    [InlineData("munchausen.tau", "0", "munchausen.tau: 0 is out of range; it must be at least 0.0001 (from test).")]
    [InlineData("munchausen.alpha", "2", "munchausen.alpha: 2 is out of range; it must be from 0 to 1 (from test).")]
    [InlineData("munchausen.lower_bound", "1", "munchausen.lower_bound: 1 is out of range; it must be at most 0 (from test).")]
    [InlineData("munchausen.tau", "warm", "munchausen.tau: 'warm' is not a number (from test).")]
    [InlineData("dqn.double", "true", "munchausen-dqn does not read this option")]
    public void OptionsThatDoNotFitAreRefused(string key, string value, string message)
    {
        var error = Assert.Throws<OptionException>(() => Resolve([new OptionLayer("test", [(key, value)])]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItLearnsCartPole()
    {
        TrainingOptions options = Resolve([.. PresetCatalog.For(Name, "CartPole-v1"), Layer(("steps", "10_000"))]);
        TrainingOutcome outcome = Run(options, Cart).Run();
        double learnt = Evaluator.Run(outcome.Policy, Cart, episodes: 20, seed: 1).MeanReturn;
        double random = Evaluator.RunRandom(Cart, 20, 1).MeanReturn;
        Assert.InRange(random, 10, 40);
        Assert.True(learnt > 120, $"{learnt} against {random} of the random policy");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EqualSeedsGiveEqualPolicies(bool prioritized)
    {
        string set = prioritized ? "true" : "false";
        float[] Train(string seed)
        {
            PolicyActor actor = Run(Short(("seed", seed), ("replay.prioritized", set)), Cart).Run().Policy.CreateActor();
            actor.Act([0.1f, -0.2f, 0.03f, 0.4f]);
            return actor.Scores.ToArray();
        }

        Assert.Equal(Train("3"), Train("3"));
        Assert.NotEqual(Train("3"), Train("4"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ARunThatWasInterruptedAndResumedEqualsTheUninterruptedOneBitForBit(bool masks)
    {
        TrainingOptions options = Short(("replay.prioritized", "true"), ("replay.n_step", "2"));
        Func<Environment> create = masks ? () => new Stepladder() : Cart;
        string folder = Directory.CreateTempSubdirectory("asyncrl-test-").FullName;
        try
        {
            TrainingOutcome whole = Run(options, create, RunFolder.CreateAt(Path.Combine(folder, "whole"), force: false)).Run();
            RunFolder halves = RunFolder.CreateAt(Path.Combine(folder, "halves"), force: false);
            TrainingOutcome first = Run(options, create, halves).Run(stopAt: 1_003);
            TrainingRun second = Run(options, create, halves);
            Assert.Empty(second.Restore(first.ModelPath!));
            TrainingOutcome resumed = second.Run();

            SafetensorsFile a = SafetensorsFile.Read(whole.ModelPath!), b = SafetensorsFile.Read(resumed.ModelPath!);
            Assert.Equal(a.Names, b.Names);
            Assert.Contains(a.Names, n => n.StartsWith("state.replay", StringComparison.Ordinal));
            foreach (string tensor in a.Names.Where(n => n != "state.run"))
            {
                Assert.True(a.ReadRaw(tensor).SequenceEqual(b.ReadRaw(tensor)), $"tensor {tensor} differs");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void ItTakesLegalActionsAloneAndLearnsAmongThem()
    {
        static Environment Create() => new Stepladder();
        TrainingOptions options = Short(
            ("steps", "6_000"), ("munchausen.anneal_steps", "2_000"), ("gamma", "0.9"), ("reward_scale", "1"));
        TrainingOutcome outcome = Run(options, Create).Run();

        // The environment throws at an illegal action.
        Assert.Equal(Stepladder.Best, Evaluator.Run(outcome.Policy, Create, 20, 1).MeanReturn, 1e-9);
        Assert.True(Evaluator.RunRandom(Create, 200, 1).MeanReturn < 0.2);
    }

    [Fact]
    public void InCodeItsOptionsAreARecord()
    {
        TrainingOptions options = new TrainingOptions { Steps = 500, Evaluation = new() { Episodes = 0 } }
            .With("munchausen", new MunchausenOptions { FinalEpsilon = 0.2, AnnealSteps = 0 });
        double rate = 0;
        Trainer.Train(Cart, options, Name, sinks: [new RateSink(r => rate = r)]);
        Assert.Equal(0.2, rate, 1e-12);
    }

    private static Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static OptionLayer Layer(params (string Key, string Value)[] set) =>
        new("test", [("evaluation.episodes", "0"), ("deterministic", "true"), .. set]);

    private static TrainingOptions Short(params (string Key, string Value)[] set) => Resolve(
    [
        .. PresetCatalog.For(Name, "CartPole-v1"),
        Layer(
        [
            ("steps", "2_000"), ("replay.learning_starts", "100"), ("replay.capacity", "500"), ("network.hidden", "16"), .. set,
        ]),
    ]);

    private static TrainingOptions Resolve(IReadOnlyList<OptionLayer>? layers = null) =>
        ResolvedConfiguration.Resolve(Name, "CartPole-v1", layers ?? []).Options;

    private static TrainingRun Run(TrainingOptions options, Func<Environment> create, RunFolder? folder = null) =>
        new(AlgorithmCatalog.Find(Name), "own", create, options, folder);
}
