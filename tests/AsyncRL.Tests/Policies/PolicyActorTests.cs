using AsyncRL.Agents;
using AsyncRL.Neural;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Policies;

/// <summary>What an actor tells of its last decision.</summary>
public sealed class PolicyActorTests
{
    private static readonly float[] State = [0.3f, -0.7f];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheValueIsThatOfTheStateDecidedIn(bool shared)
    {
        TrainedPolicy policy = Train(() => new TestEnvironments.Unsaveable(), "a3c", shared);
        PolicyActor actor = policy.CreateActor();
        Assert.True(float.IsNaN(actor.Value));
        actor.Act([1f, 1f]);
        float elsewhere = actor.Value;
        actor.Act(State);
        Network network = Forwarded(policy, State);
        Assert.Equal(network.Output(0, policy.Description.Network!.Heads.Count - 1)[0], actor.Value);
        Assert.NotEqual(elsewhere, actor.Value);
        Assert.Equal(1, actor.Scores.ToArray().Sum(), 1e-5);
        Assert.True(actor.Means.IsEmpty);
        Assert.True(actor.StandardDeviations.IsEmpty);
    }

    [Fact]
    public void TheValueOfActionValuesIsTheGreatestAmongLegalActions()
    {
        PolicyActor actor = Train(() => new TestEnvironments.Masked(), "async-nstep-q").CreateActor(seed: 5);
        float[] observation = [1f, 0f, 1f, 0f, 1f];
        int best = actor.Act(observation);
        Assert.Equal(actor.Scores.ToArray().Max(), actor.Value);
        var legal = new bool[5];
        Array.Fill(legal, true);
        legal[best] = false;
        int second = actor.Act(observation, PolicyMode.Greedy, legal);
        Assert.NotEqual(best, second);
        Assert.Equal(actor.Scores[second], actor.Value);

        // A random action does not change what the state is worth.
        for (int i = 0; i < 200; i++)
        {
            actor.Act(observation, PolicyMode.Sample, legal);
            Assert.Equal(actor.Scores[second], actor.Value);
        }
    }

    [Fact]
    public void APolicyOverContinuousActionsTellsMeanAndDeviation()
    {
        TrainedPolicy policy = Train(() => new TestEnvironments.Aim(), "a3c");
        PolicyActor actor = policy.CreateActor(seed: 2);
        float[] observation = [0.2f];
        Network network = Forwarded(policy, observation);

        // Its actions go from -0.5 to 0.5, and one unit is the way from the middle to a bound.
        float mean = 0.5f * network.Output(0, 0)[0];
        float deviation = 0.5f * MathF.Sqrt(MathF.Log(1 + MathF.Exp(network.Output(0, 1)[0])));
        Assert.Equal(Math.Clamp(mean, -0.5f, 0.5f), actor.Choose(observation).Continuous[0]);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(mean, actor.Means[0]);
            Assert.Equal(deviation, actor.StandardDeviations[0], 1e-3f * deviation);
            Assert.Equal(network.Output(0, 2)[0], actor.Value);
            actor.Choose(observation, PolicyMode.Sample);
        }
    }

    [Fact]
    public void TellingOfContinuousDecisionsAllocatesNothing()
    {
        PolicyActor actor = Train(() => new TestEnvironments.Aim(), "a3c").CreateActor();
        float[] observation = [0.2f];
        float sum = Tell();
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                sum += Tell();
            }
        }));
        Assert.True(float.IsFinite(sum));

        float Tell()
        {
            actor.Choose(observation, PolicyMode.Sample);
            return actor.Value + actor.Means[0] + actor.StandardDeviations[0];
        }
    }

    private static Network Forwarded(TrainedPolicy policy, ReadOnlySpan<float> observation)
    {
        var network = new Network(policy.Description.Network!, 1, policy.Parameters, learns: false);
        observation.CopyTo(network.Input(0));
        network.BeginSequence(0, true);
        network.Forward(0, 1);
        return network;
    }

    private static TrainedPolicy Train(Func<Environments.Environment> environment, string algorithm, bool shared = true) =>
        Trainer.Train(
            environment,
            new TrainingOptions
            {
                Steps = 1_000,
                Network = new NetworkOptions { Hidden = [8], Shared = shared },
                Topology = new TopologyOptions { Threads = 1, EnvsPerActor = 1 },
                Evaluation = new EvaluationOptions { Episodes = 0 },
            },
            algorithm).Policy;
}
