using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Asynchronous;
using AsyncRL.Environments;
using AsyncRL.Play;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Play;

/// <summary>A run of several worlds of equal spaces: the environment of each number in the run is its own.</summary>
public sealed class SeveralWorldsTests
{
    private const int Threads = 2, Lanes = 3;

    [Fact]
    public void EveryLaneOfEveryActorPlaysTheWorldOfItsNumber()
    {
        Learner learner = Make("a3c", Create);
        learner.Shared.StepLimit = long.MaxValue / 2;
        IReadOnlyList<Actor> actors = ((AsynchronousActors)learner.Topology).Actors;
        learner.Topology.RunUntil(() => learner.Shared.Steps >= 3_000);
        for (int q = 0; q < Threads; q++)
        {
            Assert.True(actors[q].PlaySegment());
            Player player = actors[q].Player;
            var episodes = new List<EpisodeRecord>();
            player.Episodes.Drain(episodes);
            for (int lane = 0; lane < Lanes; lane++)
            {
                // Rewards stay in the rollout after the segment.
                double[] rewards = [.. Enumerable.Range(0, 5).Select(t => (double)player.Rollout.Rewards[t * Lanes + lane])];
                Metronome? world = Create(q * Lanes + lane) as Metronome;
                Assert.All(rewards, r => Assert.Equal(world?.Reward ?? 1, r));
            }

            int[] own = [.. Enumerable.Range(q * Lanes, Lanes)];
            Assert.All(Enumerable.Range(0, Threads * Lanes).Select(n => Create(n)).OfType<Metronome>().Index(), m =>
            {
                double whole = m.Item.Reward * m.Item.Length;
                bool isHere = episodes.Any(e => e.Length == m.Item.Length && e.Return == whole);
                Assert.Equal(own.Select(Create).OfType<Metronome>().Any(o => o.Reward == m.Item.Reward), isHere);
            });
        }
    }

    [Theory]
    [InlineData("a3c", InferencePlace.Actor, Threads)]
    [InlineData("async-sarsa", InferencePlace.Actor, Threads)]
    [InlineData("a2c", InferencePlace.Actor, Threads)]
    [InlineData("ppo", InferencePlace.Actor, Threads)]
    [InlineData("impala", InferencePlace.Actor, Threads)]
    [InlineData("impala", InferencePlace.Central, Threads)]
    [InlineData("dqn", InferencePlace.Actor, 1)]
    public void EveryNumberIsMadeOnceAndStoppingInTheMiddleChangesNothing(string algorithm, InferencePlace inference, int players)
    {
        var made = new List<int>();
        Environment Noted(int number)
        {
            made.Add(number);
            return Create(number);
        }

        using var temporary = new TemporaryFolder();
        string path = temporary.Sub("middle.safetensors");
        Learner whole = Make(algorithm, Noted, inference);
        Assert.Equal(Enumerable.Range(0, players * Lanes), made.Order());
        PlayTo(whole, 2_000);

        Learner first = Make(algorithm, Create, inference);
        PlayTo(first, 1_003);
        Checkpoint.Write(path, Describe(first), first, _ => { });
        Learner second = Make(algorithm, Create, inference);
        Assert.Empty(Checkpoint.Read(path, second, _ => { }));
        PlayTo(second, 2_000);
        Assert.NotEqual(first.Shared.Theta.Span.ToArray(), whole.Shared.Theta.Span.ToArray());
        Assert.Equal(whole.Shared.Theta.Span.ToArray(), second.Shared.Theta.Span.ToArray());
    }

    private static void PlayTo(Learner learner, long steps)
    {
        learner.Shared.StepLimit = steps;
        learner.Topology.RunUntil(() => false);
        Assert.Equal(steps, learner.Shared.Steps);
    }

    private static PolicyDescription Describe(Learner learner) => new(
        learner.Algorithm.Name, "Several", learner.Design.Policy, learner.ObservationSpace, learner.ActionSpace,
        learner.Model.Network, learner.Shared.Steps);

    // Even numbers balance a pole.
    private static Environment Create(int number) =>
        number % 2 == 0 ? EnvironmentRegistry.Default.Make("CartPole-v1") : new Metronome(number);

    private static Learner Make(
        string algorithm, Func<int, Environment> create, InferencePlace inference = InferencePlace.Actor) =>
        new(AlgorithmCatalog.Find(algorithm), "Several", create, new TrainingOptions
        {
            Deterministic = true,
            Steps = 2_000,
            TMax = 5,
            TargetInterval = 300,
            LearningRate = 3e-3,
            Network = new() { Hidden = [16] },
            Topology = new() { Threads = Threads, EnvsPerActor = Lanes, Inference = inference },
            Replay = new() { Capacity = 600, LearningStarts = 100 },
            Ppo = new() { NEpochs = 2, MinibatchSize = 15 },
        });
}
