using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Tests.Policies;

public sealed class DdpgActionTests
{
    public static TheoryData<float, float> Ranges => new()
    {
        { -1, 1 }, { 100, 200 }, { -0.001f, 0.001f }, { 0, 1_000 }, { -2, 0.7f }, { -1.9f, -1 },
        { float.MinValue, float.MaxValue },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void UnitsOfTheBoundsGoToTheBoundsAndBackAndNeverBeyond(float low, float high)
    {
        var bounds = new ActionBounds(new Box(low, high, 1), "ddpg");
        Span<float> action = [0f], unit = [0f];
        double half = (high - (double)low) / 2, width = half / Math.Max(Math.Abs(low), Math.Abs(high));
        for (int i = -100; i <= 100; i++)
        {
            float u = i / 100f;
            bounds.FromUnit([u], action);
            Assert.InRange(action[0], low, high);
            Assert.Equal((low + half + half * u) / half, action[0] / half, 1e-6 / width);
            bounds.ToUnit(action, unit);
            Assert.Equal(u, unit[0], 1e-6 / width);
        }

        bounds.FromUnit([-1f], action);
        Assert.Equal(low / half, action[0] / half, 1e-6 / width);
        bounds.FromUnit([1f], action);
        Assert.Equal(high / half, action[0] / half, 1e-6 / width);
    }

    [Theory]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, 1f)]
    [InlineData(0f, float.PositiveInfinity)]
    [InlineData(3f, 3f)]
    public void BoundsThatHoldNothingBetweenThemAreRefusedWithWhatToDo(float low, float high)
    {
        string message = Assert.Throws<ArgumentException>(() => new ActionBounds(new Box([0f, low], [1f, high]), "ddpg")).Message;
        Assert.Contains(
            FormattableString.Invariant(
                $"number 1 of Box({Math.Min(0, low)}, {Math.Max(1, high)}, (2)) goes from {low} to {high}"),
            message, StringComparison.Ordinal);
        Assert.Contains("give every number finite bounds", message, StringComparison.Ordinal);
    }

    /// <summary>Noise as wide as the bounds ends on both of them, and nowhere beyond.</summary>
    [Theory]
    [MemberData(nameof(Ranges))]
    public void ActionsStayWithinTheBoundsWithAnyNoise(float low, float high)
    {
        (ActionSelection selection, Network network, Rollout rollout) = Actor(low, high, new GaussianNoise(2), randomSteps: 0);
        Pcg64 random = Pcg64.FromSeed(4);
        List<float> taken = [];
        for (int i = 0; i < 500; i++)
        {
            selection.Choose(network, 0, 2, rollout, random);
            taken.AddRange([.. rollout.Action(0), .. rollout.Action(1)]);
        }

        Assert.All(taken, a => Assert.InRange(a, low, high));
        double margin = (high - (double)low) / 1_000;
        Assert.Contains(taken, a => a - (double)low <= margin);
        Assert.Contains(taken, a => (double)high - a <= margin);
        Assert.Contains(taken, a => a - (double)low > margin && (double)high - a > margin);
    }

    [Fact]
    public void WithoutNoiseTheActionIsTanhOfTheNetworkInUnitsOfTheBounds()
    {
        (ActionSelection selection, Network network, Rollout rollout) = Actor(100, 200, new GaussianNoise(0), randomSteps: 0);
        selection.Choose(network, 0, 2, rollout, Pcg64.FromSeed(4));
        for (int slot = 0; slot < 2; slot++)
        {
            Assert.Equal(150 + 50 * Math.Tanh(network.Output(slot, 0)[0]), rollout.Action(slot)[0], 1e-4);
            Assert.Equal(150 + 50 * Math.Tanh(network.Output(slot, 0)[1]), rollout.Action(slot)[1], 1e-4);
        }
    }

    [Fact]
    public void TheFirstStepsAreUniformBetweenTheBoundsAndTheLaterOnesAreThePolicys()
    {
        (ActionSelection selection, Network network, Rollout rollout) = Actor(100, 200, new GaussianNoise(0), randomSteps: 5_000);
        Pcg64 random = Pcg64.FromSeed(4);
        List<double> taken = [];
        for (int step = 0; step < 5_000; step++)
        {
            selection.Advance(step);
            Assert.Equal(1, selection.ExplorationRate);
            selection.Choose(network, 0, 1, rollout, random);
            taken.Add(rollout.Action(0)[0]);
        }

        for (int tenth = 0; tenth < 10; tenth++)
        {
            Assert.InRange(taken.Count(a => a >= 100 + 10 * tenth && a < 110 + 10 * tenth), 430, 570);
        }

        selection.Advance(5_000);
        Assert.Equal(0, selection.ExplorationRate);
        selection.Choose(network, 0, 1, rollout, random);
        Assert.Equal(150 + 50 * Math.Tanh(network.Output(0, 0)[0]), rollout.Action(0)[0], 1e-4);
    }

    [Fact]
    public void NoiseBeginsAnewWithEveryEpisodeOfItsOwnEnvironment()
    {
        var noise = new NotedNoise();
        (ActionSelection selection, Network network, Rollout rollout) = Actor(-1, 1, noise, randomSteps: 0);
        selection.Choose(network, 2, 2, rollout, Pcg64.FromSeed(4));
        Assert.Equal(["next 0", "next 1"], noise.Calls);
        noise.Calls.Clear();
        rollout.Terminated[1] = true;
        rollout.Truncated[2] = true;
        for (int row = 0; row < 4; row++)
        {
            selection.Stepped(rollout, row);
        }

        Assert.Equal(["reset 1", "reset 0"], noise.Calls);
    }

    // Two environments, and a network whose slots were forwarded.
    private static (ActionSelection Selection, Network Network, Rollout Rollout) Actor(
        float low, float high, ActionNoise noise, long randomSteps)
    {
        var box = new Box(low, high, 2);
        var description = new NetworkDescription([3], [new DenseLayer(4, Activation.Tanh)], [new Head("action", 2)]);
        var theta = new ParameterVector(description.Parameters);
        var random = new Random(2);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var network = new Network(description, 6, theta, learns: false);
        for (int slot = 0; slot < 6; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = random.NextSingle() * 2 - 1;
            }
        }

        network.Forward(0, 6);
        var rollout = new Rollout(new ExperienceSchema(new Box(-1f, 1f, 3), box, maskWidth: 0, []), ticks: 2, environments: 2);
        return (new NoisyActions(new ActionBounds(box, "ddpg"), noise, randomSteps), network, rollout);
    }

    private sealed class NotedNoise : ActionNoise
    {
        public List<string> Calls { get; } = [];

        public override void Next(int environment, Pcg64 random, Span<float> noise) => Calls.Add($"next {environment}");

        public override void Reset(int environment) => Calls.Add($"reset {environment}");
    }
}
