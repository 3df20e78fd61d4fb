using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Observations;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;
using AsyncRL.Search.Players;

namespace AsyncRL.Search.Tests.AlphaZero;

/// <summary>Threads that share minibatches against one that learns alone.</summary>
public sealed class SelfPlayUpdatesTests
{
    private const int Updates = 40;

    // The same minibatches in the same order: what differs is the order in which gradients are summed, a last bit or two.
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void ManyThreadsLearnWhatOneDoes(int threads)
    {
        float[] alone = Learn(1), together = Learn(threads);
        double moved = Distance(alone, Start()), apart = Distance(alone, together);
        Assert.True(moved > 0.01, $"nothing was learned: {moved}");
        Assert.True(apart < 1e-4 * moved, $"{apart} apart after moving by {moved}");
    }

    // The test above would notice a thread that reads theta while an update is under way: learning from parameters of one update
    // before differs by far more.
    [Fact]
    public void AStaleGradientIsSeen()
    {
        float[] alone = Learn(1), stale = Learn(1, batches: 2);
        Assert.True(Distance(alone, stale) > 1e-3 * Distance(alone, Start()));
    }

    // Whatever ended the update: who waits for the minibatch to be over must not wait for ever.
    [Fact]
    public void AMinibatchThatDivergesIsOver()
    {
        (SharedParameters shared, SelfPlayUpdates learner) = Setup(threads: 1, batches: 1, maxNonfinite: 1);
        shared.Theta.Span[0] = float.NaN;
        Assert.Throws<DivergedException>(() =>
        {
            while (learner.TryLearn(0))
            {
            }
        });
        learner.Settle();

        // A piece of the next one is learned from, and the rest settled; that it diverges, too, is for whoever learns to say.
        Assert.True(learner.TryLearn(0));
        learner.Settle();
        Assert.Equal(2, shared.NonfiniteGradients);

        // Who learns a minibatch to its end does say it.
        Assert.True(learner.TryLearn(0));
        Assert.Throws<DivergedException>(learner.End);
    }

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum());

    private static float[] Start() => Setup(1, 1).Shared.Theta.Span.ToArray();

    // With batches: 2 a minibatch is twice as large and there are half as many updates: what one update of two gradients that
    // both read the older parameters would do.
    private static float[] Learn(int threads, int batches = 1)
    {
        (SharedParameters shared, SelfPlayUpdates learner) = Setup(threads, batches);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(id => new Thread(() =>
        {
            while (shared.Updates < Updates / batches)
            {
                learner.TryLearn(id);
            }
        }))];
        Array.ForEach(workers, w => w.Start());
        Array.ForEach(workers, w => w.Join());
        Assert.Equal(Updates / batches, shared.Updates);
        return shared.Theta.Span.ToArray();
    }

    private static (SharedParameters Shared, SelfPlayUpdates Learner) Setup(int threads, int batches, int maxNonfinite = 10)
    {
        var game = new ConnectFour();
        var own = new AlphaZeroOptions
        {
            Blocks = 1, Channels = 16, BatchSize = 32 * batches, LearningStarts = 1, WeightDecay = 0,
        };
        SelfPlayReplay replay = Games(game, own);
        own = own with { ReplayRatio = Updates * 32.0 / replay.Added };
        var options = new TrainingOptions
        {
            LearningRate = 0.02 * batches,
            LearningRateSchedule = LearningRateSchedule.Constant,
            MaxGradNorm = 0,
            MaxNonfinite = maxNonfinite,
            Optimizer = new() { Name = "momentum-sgd", Alpha = 0 },
        }.With("alphazero", own);
        BoardTowerDescription tower = GameNetworks.Describe(game, own);
        var model = new ModelDescription([new TowerPart(string.Empty, tower)]);
        var shared = new SharedParameters(model, OptimizerBuilder.Build(options.Optimizer), sharesStatistics: false);
        var random = new FastRandom(1);
        model.Initialize(shared.Theta.Span, Initialization.Orthogonal, () => random.NextSingle());
        var environment = new GameEnvironment(game);
        var plan = new RunPlan(
            "Search/Game-v0", model, new ObservationEncoding(environment.ObservationSpace, convolves: false),
            ExperienceSchema.For(environment, []), (_, _) => throw new InvalidOperationException(), options);
        return (shared, new SelfPlayUpdates(
            plan, shared, replay, () => new SelfPlayShare(game, tower, own), threads, () => new ReplayedPosition(game)));
    }

    private static SelfPlayReplay Games(Game game, AlphaZeroOptions options)
    {
        var replay = new SelfPlayReplay(game, options);
        var random = new FastRandom(4);
        var moves = new int[game.Moves];
        var policy = new float[game.Moves];
        var played = new SelfPlayGame(game);
        for (int number = 0; number < 30; number++)
        {
            played.Restart(mustBePlayedOut: false);
            while (!played.State.IsOver)
            {
                int move = moves[random.Below(played.State.WriteSearchMoves(moves))];
                Array.Clear(policy);
                policy[move] = 1;
                played.Play(move, policy);
            }

            replay.Add(played);
        }

        return replay;
    }
}
