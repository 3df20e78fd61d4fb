using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Observations;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Play;

/// <summary>A policy nested in another, with a column of its own.</summary>
public sealed class NestedPolicyTests
{
    private const int Ticks = 5, Lanes = 3, Interval = 4;

    private static readonly NetworkDescription Worker = new(
        [6], [new DenseLayer(16, Activation.Tanh)], [.. new CategoricalPolicy(2).Heads]);

    [Fact]
    public void AGoalStandsForSoManyStepsOfItsEnvironmentOrUntilTheEpisodeEnds()
    {
        (Player player, _) = Make(new LocalPorts());
        var goals = new List<(float, float, bool Ended)>[Lanes];
        for (int segment = 0; segment < 60; segment++)
        {
            Assert.True(player.Play());
            for (int row = 0; row < player.Rollout.Rows; row++)
            {
                Span<float> goal = player.Rollout[ManagerPolicy.Goal].Slice(row * 2, 2);
                bool ended = player.Rollout.Terminated[row] || player.Rollout.Truncated[row];
                (goals[row % Lanes] ??= []).Add((goal[0], goal[1], ended));
            }

            player.EndSegment();
        }

        foreach (List<(float, float, bool Ended)> lane in goals)
        {
            int stands = 0, drawn = 0;
            for (int t = 0; t < lane.Count; t++)
            {
                bool isNew = t == 0 || (lane[t].Item1, lane[t].Item2) != (lane[t - 1].Item1, lane[t - 1].Item2);
                bool isDue = t == 0 || lane[t - 1].Ended || stands == Interval;
                Assert.Equal(isDue, isNew);
                stands = isNew ? 1 : stands + 1;
                drawn += isNew ? 1 : 0;
            }

            Assert.Contains(lane, g => g.Ended);
            Assert.True(drawn > lane.Count / Interval);
        }
    }

    [Fact]
    public void TheWorkerActsOnTheObservationAndTheGoal()
    {
        (Player player, Network network) = Make(new LocalPorts());
        Assert.True(player.Play());
        var alone = new Network(Worker, 1, network.Parameters, learns: false);
        for (int row = 0; row < player.Rollout.Rows; row++)
        {
            player.Slots.Input(row).CopyTo(alone.Input(0));
            player.Rollout[ManagerPolicy.Goal].Slice(row * 2, 2).CopyTo(alone.Input(0)[4..]);
            alone.Forward(0, 1);
            Assert.Equal(alone.Output(0, 0).ToArray(), network.Output(row, 0).ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
            alone.Input(0)[4..].Clear();
            float withGoal = alone.Output(0, 0)[0];
            alone.Forward(0, 1);
            Assert.NotEqual(withGoal, alone.Output(0, 0)[0], 1e-4f);
        }
    }

    // In the middle of a tick, of a goal's time, of an episode and of a segment.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(15)]
    [InlineData(40)]
    [InlineData(101)]
    public void SavedAndLoadedAnywhereItGoesOnAsIfNothingHadHappened(int stopAfter)
    {
        (Player whole, Network wholeNetwork) = Make(new LocalPorts());
        List<string> expected = PlayOn(whole, wholeNetwork, []);

        (Player first, Network firstNetwork) = Make(new LocalPorts { StopAfter = stopAfter });
        List<string> found = PlayOn(first, firstNetwork, []);
        Assert.Equal(stopAfter / (Ticks * Lanes), found.Count);
        using var memory = new MemoryStream();
        first.Save(new BinaryWriter(memory));
        memory.Position = 0;

        (Player second, Network secondNetwork) = Make(new LocalPorts());
        Assert.True(second.Load(new BinaryReader(memory)));
        Assert.Equal(memory.Length, memory.Position);
        PlayOn(second, secondNetwork, found);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void ItAllocatesNothing()
    {
        (Player player, _) = Make(new LocalPorts { Calls = null });
        var episodes = new List<EpisodeRecord>(100_000);
        Play(2_000);
        Assert.Equal(0, Allocations.Of(() => Play(300)));

        void Play(int segments)
        {
            for (int i = 0; i < segments; i++)
            {
                player.Play();
                player.EndSegment();
            }

            player.Episodes.Drain(episodes);
        }
    }

    // Twelve segments with all that learning would find of them: also the outputs in the worker's slots, those of a part that
    // was played before it was saved included.
    private static List<string> PlayOn(Player player, Network network, List<string> segments)
    {
        while (segments.Count < 12 && player.Play())
        {
            Rollout rollout = player.Rollout;
            segments.Add(string.Join('\n', Enumerable.Range(0, rollout.Rows).Select(row =>
                string.Join(' ', player.Slots.Input(row).ToArray()) + ": "
                + string.Join(' ', rollout[ManagerPolicy.Goal].Slice(row * 2, 2).ToArray())
                + $" {rollout.Actions[row]} {rollout.Rewards[row]} {rollout.Terminated[row]} {rollout.Truncated[row]} "
                + string.Join(' ', network.Output(row, 0).ToArray()))));
            player.EndSegment();
        }

        return segments;
    }

    private static (Player Player, Network Network) Make(LocalPorts ports)
    {
        Environment[] worlds = [.. Enumerable.Range(0, Lanes).Select(_ =>
            new TimeLimit(EnvironmentRegistry.Default.Make("CartPole-v1"), 14))];
        ExperienceSchema schema = ExperienceSchema.For(worlds[0], ManagerPolicy.Goal);
        var encoding = new ObservationEncoding(worlds[0].ObservationSpace, convolves: false);
        var theta = new ParameterVector(Worker.Parameters);
        Worker.Initialize(theta.Span, Initialization.FanInUniform, new Random(2).NextDouble);
        int slots = (Ticks + 1) * Lanes;
        var network = new Network(Worker, slots, theta, learns: false, lanes: Lanes);
        var observations = new ArraySlots(slots, encoding.Length);
        var worker = new NetworkPolicy(network, new PolicySampling(new CategoricalPolicy(2)), Pcg64.FromSeed(1));
        var policy = new ManagerPolicy(observations, worker, network, Lanes, Interval, Pcg64.FromSeed(2));
        var player = new Player(new PlayerParts
        {
            Id = 0,
            Plan = new PlayPlan("Cart", encoding, schema, new TrainingOptions()),
            Environments = worlds,
            Slots = observations,
            Rollout = new Rollout(schema, Ticks, Lanes),
            Policy = policy,
            Parameters = ports,
            Sink = ports,
            Steps = ports,
        });
        return (player, network);
    }
}
