using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Play;
using AsyncRL.ReplayLearning;
using AsyncRL.Runs;

namespace AsyncRL.Tests.Play;

/// <summary>A lost life ends an episode for learning, and for nothing else.</summary>
public sealed class LifeLossTests
{
    private const int Steps = 12;

    // Lives are lost at steps 2 and 4 of 6; the third is the game's end. The last life of the second game is lost at 12.
    private static readonly bool[] Expected =
        [false, true, false, true, false, true, false, true, false, true, false, true];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ASegmentEndsThereAndTheEpisodeGoesOn(bool endsOnLifeLoss)
    {
        Learner learner = Make("a3c", endsOnLifeLoss);
        Player player = ((AsynchronousActors)learner.Topology).Actors[0].Player;
        Assert.True(((AsynchronousActors)learner.Topology).Actors[0].PlaySegment());
        Assert.Equal(endsOnLifeLoss ? Expected : AtGameOver, player.Rollout.Terminated[..Steps]);
        Assert.Equal(
            Enumerable.Range(0, Steps).Select(row => row is 0 or 6),
            Enumerable.Range(0, Steps).Select(player.Slots.BeginsSequence));
        var episodes = new List<EpisodeRecord>();
        player.Episodes.Drain(episodes);
        Assert.All(episodes, e => Assert.Equal((6, 6.0), (e.Length, e.Return)));
        Assert.Equal(2, episodes.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AReplayMemoryKeepsItAsAnEnd(bool endsOnLifeLoss)
    {
        Learner learner = Make("dqn", endsOnLifeLoss);
        learner.Topology.RunUntil(() => learner.Shared.Steps >= Steps);
        var memory = ((ReplayLearner)learner.Topology).Replay.Memory;
        bool[] ends = [.. Enumerable.Range(0, (int)memory.Transitions + 2).Select(row => memory.ReadStep(row).Terminated)];
        Assert.Equal(Steps / (endsOnLifeLoss ? 2 : 6), ends.Count(e => e));
    }

    [Fact]
    public void AGameWithoutLivesIsRefused()
    {
        var options = new TrainingOptions { TerminalOnLifeLoss = true, Steps = 100 };
        OptionException refused = Assert.Throws<OptionException>(() => new Learner(
            AlgorithmCatalog.Find("a3c"), "Step", _ => new StepWorld(1, 5), options));
        Assert.StartsWith("terminal_on_life_loss: Step has no lives", refused.Message, StringComparison.Ordinal);
    }

    private static readonly bool[] AtGameOver = [.. Enumerable.Range(1, Steps).Select(step => step % 6 == 0)];

    private static Learner Make(string algorithm, bool endsOnLifeLoss)
    {
        var options = new TrainingOptions
        {
            TerminalOnLifeLoss = endsOnLifeLoss,
            Steps = 1_000,
            TMax = Steps,
            Deterministic = true,
            Topology = new TopologyOptions { Threads = 1, EnvsPerActor = 1 },
            Network = new NetworkOptions { Hidden = [8] },
            Replay = new ReplayOptions { LearningStarts = 500, Capacity = 500 },
        };
        var learner = new Learner(AlgorithmCatalog.Find(algorithm), "ThreeLives", _ => new ThreeLives(), options);
        learner.Shared.StepLimit = algorithm == "dqn" ? Steps : long.MaxValue / 2;
        return learner;
    }

    // Every second step costs one of three lives.
    private sealed class ThreeLives() : DiscreteEnvironment(new Box(0f, 10f, 1), actions: 2), IHasLives
    {
        private int step;

        public int Lives => 3 - step / 2;

        protected override void OnReset(Span<float> observation)
        {
            step = 0;
            observation[0] = step;
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = ++step;
            return new StepResult(1, Terminated: Lives == 0);
        }
    }
}
