using AsyncRL.Environments.ClassicControl;
using AsyncRL.Tests.Support;

namespace AsyncRL.Environments.Tests.Wrappers;

public sealed class WrapperTests
{
    [Fact]
    public void FrameStackShowsTheLastObservationsNewestLast()
    {
        var environment = new FrameStackObservation(new Counter([2, 1, 2]), 3);
        Assert.Equal([2, 1, 6], environment.ObservationSpace.Shape);
        var observation = new float[12];
        environment.Reset(1, observation);
        Assert.Equal([0, 100, 0, 100, 0, 100, 200, 300, 200, 300, 200, 300], observation);
        environment.Step(0, observation);
        environment.Step(0, observation);
        Assert.Equal([0, 100, 1, 101, 2, 102, 200, 300, 201, 301, 202, 302], observation);
    }

    [Fact]
    public void GrayscaleWeighsTheColors()
    {
        var environment = new GrayscaleObservation(new Picture([1, 2, 3], [10, 20, 30, 255, 0, 0]));
        var observation = new float[2];
        environment.Reset(1, observation);
        Assert.Equal(0.299f * 10 + 0.587f * 20 + 0.114f * 30, observation[0], 1e-4f);
        Assert.Equal(0.299f * 255, observation[1], 1e-4f);
    }

    [Theory]
    [InlineData(6, 4, 3, 2)]
    [InlineData(5, 7, 3, 2)]
    [InlineData(3, 2, 6, 5)]
    [InlineData(210, 160, 84, 84)]
    public void ResizeTakesTheMeanOfTheAreaCovered(int height, int width, int newHeight, int newWidth)
    {
        var random = new Random(1);
        float[] pixels = [.. Enumerable.Range(0, height * width * 2).Select(_ => random.NextSingle())];
        var environment = new ResizeObservation(new Picture([height, width, 2], pixels), newHeight, newWidth);
        var observation = new float[newHeight * newWidth * 2];
        environment.Reset(1, observation);

        // Naively: both pictures on a fine grid that divides into either.
        for (int i = 0; i < observation.Length; i += Math.Max(1, observation.Length / 60))
        {
            int c = i % 2, x = i / 2 % newWidth, y = i / 2 / newWidth;
            double sum = 0;
            for (int v = 0; v < height; v++)
            {
                for (int u = 0; u < width; u++)
                {
                    sum += Overlap(y, newHeight, v, height) * Overlap(x, newWidth, u, width) * pixels[((v * width) + u) * 2 + c];
                }
            }

            Assert.Equal(sum * newHeight * newWidth, observation[i], 1e-4);
        }

        static double Overlap(int a, int of, int b, int ofB) =>
            Math.Max(0, Math.Min((a + 1.0) / of, (b + 1.0) / ofB) - Math.Max((double)a / of, (double)b / ofB));
    }

    [Fact]
    public void ObservationsAreRescaledFlattenedAndMadeOneHot()
    {
        var rescaled = new RescaleObservation(new Picture([1, 2, 1], [0, 255]), -1, 1);
        var two = new float[2];
        rescaled.Reset(1, two);
        Assert.Equal([-1, 1], two);
        Assert.True(rescaled.ObservationSpace.Contains(two));
        Assert.Equal([2], new FlattenObservation(rescaled).ObservationSpace.Shape);

        var hot = new OneHotObservation(new Picture([1], [3], high: 4));
        var five = new float[5];
        hot.Reset(1, five);
        Assert.Equal([0, 0, 0, 1, 0], five);
        Assert.Throws<InvalidOperationException>(() => new OneHotObservation(new Picture([1], [2.5f], high: 4)).Reset(1, five));
        Assert.Throws<ArgumentException>(() => new RescaleObservation(new Pendulum(), 1, 1));
        Assert.Contains(
            "NormalizeObservation", Assert.Throws<ArgumentException>(() => new RescaleObservation(new CartPole(), 0, 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NormalizedObservationsHaveMeanZeroAndDeviationOneAndFreeze()
    {
        var environment = new NormalizeObservation(new TimeLimit(new Pendulum(), 200));
        var observation = new float[3];
        double[] sum = new double[3], squares = new double[3];
        const int Steps = 20_000;
        environment.Reset(1, observation);
        for (int i = 0; i < Steps; i++)
        {
            if (environment.Step(new[] { MathF.Sin(i) * 2 }, observation).EpisodeEnded)
            {
                environment.Reset(null, observation);
            }

            for (int k = 0; k < 3; k++)
            {
                (sum[k], squares[k]) = (sum[k] + observation[k], squares[k] + (observation[k] * observation[k]));
            }
        }

        for (int k = 0; k < 3; k++)
        {
            Assert.Equal(0, sum[k] / Steps, 0.15);
            Assert.Equal(1, squares[k] / Steps, 0.15);
        }

        environment.IsFrozen = true;
        float[] first = new float[3], second = new float[3];
        environment.Reset(5, first);
        for (int i = 0; i < 50; i++)
        {
            environment.Step(new[] { 2f }, observation);
        }

        environment.Reset(5, second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void NormalizedRewardsHaveReturnsOfDeviationNearOneAndKeepTheirSigns()
    {
        var environment = new NormalizeReward(new TimeLimit(new Pendulum(), 200), 0.9);
        var observation = new float[3];
        double g = 0, sum = 0, squares = 0;
        const int Steps = 20_000;
        environment.Reset(1, observation);
        for (int i = 0; i < Steps; i++)
        {
            StepResult result = environment.Step(new[] { MathF.Cos(i) }, observation);
            Assert.True(result.Reward <= 0);
            g = (0.9 * g) + result.Reward;
            (sum, squares) = (sum + g, squares + (g * g));
            if (result.EpisodeEnded)
            {
                environment.Reset(null, observation);
                g = 0;
            }
        }

        Assert.Equal(1, Math.Sqrt((squares / Steps) - (sum / Steps * sum / Steps)), 0.2);
    }

    [Fact]
    public void RewardsAreClippedAndTheMonitorBelowSeesThemRaw()
    {
        var told = new List<(double Return, long Length)>();
        var environment = new ClipReward(
            new EpisodeMonitor(new TimeLimit(new Counter([1], reward: 3), 4), (r, l) => told.Add((r, l))));
        var observation = new float[1];
        environment.Reset(1, observation);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(1, environment.Step(0, observation).Reward);
        }

        Assert.Equal([(12, 4)], told);
    }

    [Fact]
    public void ActionRepeatAddsRewardsStopsAtTheEndAndShowsTheMaximumOfTheLastTwo()
    {
        // The counter counts up, so the last observation is the maximum; the flicker shows its picture on even steps only.
        var environment = new ActionRepeat(new TimeLimit(new Counter([1], reward: 3), 6), 4);
        var observation = new float[1];
        environment.Reset(1, observation);
        Assert.Equal(new StepResult(12, false), environment.Step(0, observation));
        Assert.Equal(4, observation[0]);
        Assert.Equal(new StepResult(6, false, true), environment.Step(0, observation));

        var flicker = new ActionRepeat(new Counter([1], flickers: true), 4, maximumOfLastTwo: true);
        flicker.Reset(1, observation);
        flicker.Step(0, observation);
        Assert.Equal(4, observation[0]);
        flicker = new ActionRepeat(new Counter([1], flickers: true), 3, maximumOfLastTwo: true);
        flicker.Reset(1, observation);
        flicker.Step(0, observation);
        Assert.Equal(2, observation[0]);
    }

    [Fact]
    public void StickyActionsRepeatAsOftenAsTheyShould()
    {
        var counter = new Counter([1]);
        var environment = new StickyActions(counter, 0.25);
        var observation = new float[1];
        environment.Reset(1, observation);
        int stuck = 0;
        const int Steps = 40_000;
        for (int i = 0; i < Steps; i++)
        {
            environment.Step(i % 2, observation);
            stuck += counter.LastAction != i % 2 ? 1 : 0;
        }

        // The wanted action alternates, so a step goes wrong if it sticks to a right one; sticking to a wrong one makes it right
        // again. With q the share of wrong steps, q = p (1 - q).
        Assert.Equal(0.25 / 1.25, (double)stuck / Steps, 0.01);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StickyActions(counter, 1.5));
    }

    [Fact]
    public void RescaledActionsReachTheInnerBounds()
    {
        var inner = new Reach();
        var environment = new RescaleAction(inner, 0, 1);
        var observation = new float[1];
        environment.Reset(1, observation);
        foreach ((float given, float reached) in ((float, float)[])[(0, -3), (1, 5), (0.5f, 1), (9, 5)])
        {
            environment.Step(new[] { given }, observation);
            Assert.Equal(reached, inner.Last, 1e-5f);
        }

        Assert.Throws<ArgumentException>(() => new RescaleAction(new CartPole()));
    }

    [Fact]
    public void NoopResetPlaysOneToTheMostSteps()
    {
        var environment = new NoopReset(new Counter([1]), 5, noop: 1);
        var observation = new float[1];
        var seen = new HashSet<float>();
        for (int i = 0; i < 200; i++)
        {
            environment.Reset(i == 0 ? 3 : null, observation);
            seen.Add(observation[0]);
        }

        Assert.Equal([1, 2, 3, 4, 5], seen.Order());
        Assert.Throws<ArgumentException>(() => new NoopReset(new Counter([1]), 5, noop: 7));
    }

    [Fact]
    public void EpisodicLifeEndsAtALossAndTheGameGoesOn()
    {
        var game = new Lives();
        var environment = new EpisodicLife(game);
        var observation = new float[1];
        environment.Reset(1, observation);
        Assert.False(environment.Step(0, observation).Terminated);
        Assert.True(environment.Step(1, observation).Terminated);
        Assert.Equal(2, game.Left);
        environment.Reset(null, observation);
        Assert.Equal(2, game.Left);
        Assert.Equal(1, game.Resets);
        environment.Step(1, observation);
        environment.Reset(null, observation);
        Assert.True(environment.Step(1, observation).Terminated);
        environment.Reset(null, observation);
        Assert.Equal((3, 2), (game.Left, game.Resets));
        Assert.Throws<ArgumentException>(() => new EpisodicLife(new CartPole()));
    }

    public static TheoryData<string> Stateful => ["frames", "sticky", "normal", "reward", "noop", "life", "monitor"];

    [Theory]
    [MemberData(nameof(Stateful))]
    public void ASavedWrapperGoesOnExactly(string name)
    {
        Environment environment = Make(name), copy = Make(name);
        var observation = new float[environment.ObservationSpace.Length];
        environment.Reset(3, observation);
        for (int i = 0; i < 40; i++)
        {
            Play(environment, i, observation);
        }

        using var stream = new MemoryStream();
        environment.SaveState(new BinaryWriter(stream));
        stream.Position = 0;
        copy.LoadState(new BinaryReader(stream));
        var other = new float[observation.Length];
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(Play(environment, i, observation), Play(copy, i, other));
            if (i > 0)
            {
                Assert.Equal(observation, other);
            }
        }

        static Environment Make(string name) => name switch
        {
            "frames" => new FrameStackObservation(new TimeLimit(new CartPole(), 30), 3),
            "sticky" => new StickyActions(new CartPole(), 0.5),
            "normal" => new NormalizeObservation(new CartPole()),
            "reward" => new NormalizeReward(new CartPole()),
            "noop" => new NoopReset(new CartPole(), 6),
            "life" => new EpisodicLife(new Lives()),
            _ => new EpisodeMonitor(new CartPole(), (_, _) => { }),
        };

        static StepResult Play(Environment environment, int i, float[] observation)
        {
            StepResult result = environment.Step(i * 7 % 5 % 2, observation);
            if (result.EpisodeEnded)
            {
                environment.Reset(null, observation);
            }

            return result;
        }
    }

    [Fact]
    public void TheAtariPreprocessingGivesFourGrayPicturesOf84AndAllocatesNothing()
    {
        Environment environment = AtariPreprocessing.Wrap(new Picture([210, 160, 3], new float[210 * 160 * 3]));
        Assert.Equal([84, 84, 4], environment.ObservationSpace.Shape);
        var observation = new float[84 * 84 * 4];
        environment.Reset(1, observation);
        environment.Step(0, observation);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                environment.Step(0, observation);
            }
        }));
    }

    [Fact]
    public void PicturesOfBytesStayPicturesOfBytesThroughTheAtariPreprocessing()
    {
        var random = new Random(1);
        float[] pixels = [.. Enumerable.Range(0, 210 * 160 * 3).Select(_ => (float)random.Next(256))];
        Environment environment = AtariPreprocessing.Wrap(new Picture([210, 160, 3], pixels, type: ElementType.UInt8));
        Assert.Equal(ElementType.UInt8, Assert.IsType<Box>(environment.ObservationSpace).ElementType);
        var observation = new float[84 * 84 * 4];
        environment.Reset(1, observation);
        environment.Step(0, observation);
        Assert.Null(environment.ObservationSpace.FindViolation(observation));

        var grey = new float[4];
        new GrayscaleObservation(
            new Picture([2, 2, 3], [10, 20, 30, 0, 0, 1, 255, 255, 255, 0, 0, 9], type: ElementType.UInt8)).Reset(1, grey);
        Assert.Equal([18, 0, 255, 1], grey);
        var small = new float[1];
        new ResizeObservation(new Picture([2, 2, 1], [1, 2, 3, 5], type: ElementType.UInt8), 1, 1).Reset(1, small);
        Assert.Equal(3f, small[0]);
    }

    // Element i of the observation is 100 i plus the number of steps; with flicker it is zero on odd steps.
    private sealed class Counter(int[] shape, double reward = 1, bool flickers = false)
        : DiscreteEnvironment(new Box(0f, 1e6f, shape), 2)
    {
        private int steps;

        public int LastAction { get; private set; }

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            Show(observation);
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            LastAction = action;
            steps++;
            Show(observation);
            return new StepResult(reward, false);
        }

        private void Show(Span<float> observation)
        {
            for (int i = 0; i < observation.Length; i++)
            {
                observation[i] = flickers && steps % 2 == 1 ? 0 : (100 * i) + steps;
            }
        }
    }

    private sealed class Picture(int[] shape, float[] pixels, float high = 255, ElementType type = ElementType.Float32)
        : DiscreteEnvironment(new Box(type, 0f, high, shape), 2)
    {
        protected override void OnReset(Span<float> observation) => pixels.CopyTo(observation);

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            pixels.CopyTo(observation);
            return new StepResult(5, false);
        }
    }

    private sealed class Reach() : ContinuousEnvironment(new Box(0f, 1f, 1), new Box(-3f, 5f, 1))
    {
        public float Last { get; private set; }

        protected override void OnReset(Span<float> observation) => observation.Clear();

        protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
        {
            observation.Clear();
            Last = action[0];
            return new StepResult(0, false);
        }
    }

    // Action 1 costs a life; three per game.
    private sealed class Lives() : DiscreteEnvironment(new Box(0f, 3f, 1), 2), IHasLives
    {
        public int Left { get; private set; }

        public int Resets { get; private set; }

        int IHasLives.Lives => Left;

        public override bool CanSaveState => true;

        public override void SaveState(BinaryWriter writer)
        {
            base.SaveState(writer);
            writer.Write(Left);
        }

        public override void LoadState(BinaryReader reader)
        {
            base.LoadState(reader);
            Left = reader.ReadInt32();
        }

        protected override void OnReset(Span<float> observation)
        {
            Left = 3;
            Resets++;
            observation[0] = Left;
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            Left -= action;
            observation[0] = Left;
            return new StepResult(0, Left == 0);
        }
    }
}
