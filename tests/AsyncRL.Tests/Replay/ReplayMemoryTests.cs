using AsyncRL.Environments;
using AsyncRL.Replay;
using AsyncRL.Tests.Support;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Replay;

/// <summary>The ring against a history that keeps everything, every next observation included.</summary>
public sealed class ReplayMemoryTests
{
    private const float Gamma = 0.9f;

    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(3, 1, 1, 0)]
    [InlineData(1, 3, 1, 0)]
    [InlineData(2, 5, 1, 7)]
    [InlineData(1, 1, 3, 0)]
    [InlineData(2, 3, 4, 5)]
    public void EveryTransitionThatCanBeReadIsTheOneThatWasPlayedAndNoneIsMissing(int lanes, int steps, int stack, int reserve)
    {
        const int Length = 3, Masks = 5;
        float[] low = [.. Enumerable.Repeat(0f, Length * stack)], high = [.. Enumerable.Repeat(250f, Length * stack)];
        var layout = new ReplayLayout(
            new Box(ElementType.UInt8, low, high, Length * stack), Masks, lanes, 67 * lanes, stack, reserve);
        var memory = new ReplayMemory(layout);
        var random = new Random(5);
        var histories = new List<Played>[lanes];
        var windows = new List<float[]>[lanes]; // the frames of the present episode
        for (int lane = 0; lane < lanes; lane++)
        {
            histories[lane] = [];
            windows[lane] = [];
            Show(lane, begins: true, isFinal: false);
        }

        int compared = 0;
        for (int t = 0; t < 400 * lanes; t++)
        {
            int lane = t % lanes, action = random.Next(4);
            float reward = random.Next(-3, 4);
            Played state = histories[lane][^1];
            bool terminated = random.Next(9) == 0, truncated = !terminated && random.Next(11) == 0;
            (state.Action, state.Reward, state.Terminated) = (action, reward, terminated);
            memory.Complete(lane, action, reward, terminated, truncated);
            if (!terminated)
            {
                Show(lane, begins: false, isFinal: truncated);
            }

            if (terminated || truncated)
            {
                Show(lane, begins: true, isFinal: false);
            }

            if (t % 13 == 0)
            {
                compared += Compare();
            }
        }

        Assert.True(compared > 1_000, $"only {compared} transitions were compared");

        void Show(int lane, bool begins, bool isFinal)
        {
            float[] frame = [.. Enumerable.Range(0, Length).Select(_ => (float)random.Next(251))];
            List<float[]> window = windows[lane];
            if (begins)
            {
                window.Clear();
                for (int f = 1; f < stack; f++)
                {
                    window.Add(frame);
                }
            }

            window.Add(frame);
            var shown = new Played
            {
                Observation = [.. window[^stack..].SelectMany(f => f)],
                Legal = [.. Enumerable.Range(0, Masks).Select(_ => random.Next(2) == 0)], IsFinal = isFinal,
            };
            Assert.Equal(1, memory.Observe(lane, shown.Observation, shown.Legal, begins));
            histories[lane].Add(shown);
        }

        int Compare()
        {
            int found = 0;
            for (int row = 0; row < layout.Rows; row++)
            {
                // The latest state of this lane that the ring can hold there.
                List<Played> history = histories[row % lanes];
                int place = row / lanes, i = place;
                while (i + layout.LaneRows < history.Count)
                {
                    i += (int)layout.LaneRows;
                }

                bool expected = Naive(
                    history, i, steps, layout, out Played? first, out float sum, out float discount, out Played? next);
                Assert.Equal(expected, memory.TryRead(row, steps, Gamma, out ReplayTransition t));
                if (!expected)
                {
                    continue;
                }

                found++;
                Assert.Equal(first!.Action, t.Action);
                Assert.Equal(sum, t.Return, 1e-4f);
                Assert.Equal(discount, t.Discount, 1e-6f);
                AssertState(first, row);
                Assert.Equal(next is null, t.Next < 0);
                if (next is not null)
                {
                    AssertState(next, t.Next);
                }
            }

            return found;
        }

        void AssertState(Played expected, long row)
        {
            var observation = new float[Length * stack];
            var legal = new bool[Masks];
            memory.ReadObservation(row, observation);
            memory.ReadLegal(row, legal);
            Assert.Equal(expected.Observation, observation);
            Assert.Equal(expected.Legal, legal);
        }
    }

    // r_i + gamma r_{i+1} + ... over n steps or to the episode's end.
    private static bool Naive(
        List<Played> history, int i, int steps, ReplayLayout layout, out Played? first, out float sum,
        out float discount, out Played? next)
    {
        (first, next, sum, discount) = (null, null, 0, 0);
        bool overwrites = history.Count > layout.LaneRows - layout.Reserve;
        if (i >= history.Count - 1 || history[i].IsFinal
            || (overwrites && i < history.Count - layout.LaneRows + layout.Reserve + layout.Stack - 1))
        {
            return false;
        }

        first = history[i];
        for (int k = 0; k < steps; k++)
        {
            Played state = history[i + k];
            sum += MathF.Pow(Gamma, k) * state.Reward;
            if (state.Terminated)
            {
                next = null;
                return true;
            }

            next = history[i + k + 1];
            if (next.IsFinal || k == steps - 1)
            {
                discount = MathF.Pow(Gamma, k + 1);
                return true;
            }

            if (i + k + 1 == history.Count - 1)
            {
                return false;
            }
        }

        throw new InvalidOperationException("unreachable");
    }

    [Fact]
    public void AMillionMinAtarTransitionsTakeAtMostAQuarterOfAGigabyte()
    {
        foreach (string game in (string[])["Asterix", "Breakout", "Freeway", "Seaquest", "SpaceInvaders"])
        {
            var layout = new ReplayLayout(
                EnvironmentRegistry.Default.Make($"MinAtar/{game}-v1").ObservationSpace, 0, 1, 1_000_000);
            Assert.InRange(layout.Bytes(layout.FrameCodec()), 1, 250_000_000);
        }
    }

    [Fact]
    public void AMillionStackedFramesTakeSevenGigabytes()
    {
        float[] low = [.. Enumerable.Repeat(0f, 84 * 84)], high = [.. Enumerable.Repeat(255f, 84 * 84)];
        Environment stacked = new TimeLimit(
            new FrameStackObservation(new Screen(new Box(ElementType.UInt8, low, high, 84, 84, 1)), 4), 10);
        int stack = ReplayLayout.StackOf(stacked);
        Assert.Equal(4, stack);
        var layout = new ReplayLayout(stacked.ObservationSpace, 0, 1, 1_000_000, stack);
        Assert.InRange(layout.Bytes(layout.FrameCodec()), 7_000_000_000, 7_100_000_000);
    }

    [Fact]
    public void FramesThatWereChangedAfterStackingAreNotShared()
    {
        Environment stacked = new FrameStackObservation(new Screen(new Box(0f, 1f, 2, 2, 1)), 3);
        Assert.Equal(3, ReplayLayout.StackOf(new ClipReward(stacked)));
        Assert.Equal(1, ReplayLayout.StackOf(new FlattenObservation(stacked)));
        Assert.Equal(1, ReplayLayout.StackOf(new Screen(new Box(0f, 1f, 2, 2, 1))));
    }

    [Fact]
    public void AnEpisodeThatBeginsWithFramesThatDifferIsKeptAsItIs()
    {
        var memory = new ReplayMemory(new ReplayLayout(new Box(0f, 9f, 3), 0, 1, 40, Stack: 3));
        Assert.Equal(3, memory.Observe(0, [1, 2, 3], [], begins: true));
        memory.Complete(0, 1, 5, terminated: false, truncated: false);
        memory.Observe(0, [2, 3, 4], [], begins: false);
        var observation = new float[3];
        Assert.True(memory.TryRead(memory.Newest(0, 1), 1, Gamma, out ReplayTransition t));
        memory.ReadObservation(memory.Newest(0, 1), observation);
        Assert.Equal([1, 2, 3], observation);
        memory.ReadObservation(t.Next, observation);
        Assert.Equal([2, 3, 4], observation);
        Assert.False(memory.TryRead(memory.Newest(0, 2), 1, Gamma, out _));
    }

    [Fact]
    public void RealNumbersWhereZerosAndOnesWereExpectedMakeTheMemoryLargerOnceAndLoseNothing()
    {
        var memory = new ReplayMemory(new ReplayLayout(new Box(0f, 1f, 10), 2, 2, 40));
        float[] whole = [0, 1, 0, 0, 1, 1, 1, 0, 1, 1], real = [0, 0.25f, 0, 0, 1, 1, 1, 0, 1, 1], read = new float[10];
        long small = memory.Bytes;
        memory.Observe(0, whole, [true, false], begins: true);
        memory.Observe(1, whole, [false, true], begins: true);
        memory.Complete(0, 1, 2.5f, terminated: false, truncated: false);
        memory.Observe(0, real, [true, true], begins: false);
        Assert.Equal(small + 40 * (40 - 2), memory.Bytes);
        Assert.True(memory.TryRead(0, 1, Gamma, out ReplayTransition t));
        Assert.Equal((1, 2.5f), (t.Action, t.Return));
        memory.ReadObservation(0, read);
        Assert.Equal(whole, read);
        memory.ReadObservation(t.Next, read);
        Assert.Equal(real, read);
        var legal = new bool[2];
        memory.ReadLegal(1, legal);
        Assert.Equal([false, true], legal);
    }

    [Fact]
    public void AnObservationOutsideItsSpaceIsRefusedWithItsElement()
    {
        var memory = new ReplayMemory(new ReplayLayout(new Box(ElementType.UInt8, [0, 0], [9, 9], 2), 0, 1, 40));
        ArgumentException error = Assert.Throws<ArgumentException>(() => memory.Observe(0, [3, 2.5f], [], begins: true));
        Assert.Contains("element 1 is 2.5, but it must be a whole number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMemoryThatDoesNotFitIsRefusedWithItsSizeBeforeItIsTaken()
    {
        var layout = new ReplayLayout(new Box(0f, 255f, 84, 84, 4), 0, 1, 1_000_000);
        OptionException error =
            Assert.Throws<OptionException>(() => layout.RequireRoom(layout.Bytes(layout.FrameCodec()), 8_000_000_000));
        Assert.Contains(
            "takes 112.91 GB, but 8.00 GB of memory are free; lower replay.capacity to 56,684 or less", error.Message,
            StringComparison.Ordinal);
        layout.RequireRoom(1_000, 1_000);
    }

    [Fact]
    public void ALaneOfTooFewRowsIsRefused() =>
        Assert.Contains(
            "at least 26",
            Assert.Throws<ArgumentException>(() =>
                new ReplayMemory(new ReplayLayout(new Box(0f, 1f, 2), 0, 2, 20, 1, 8))).Message, StringComparison.Ordinal);

    [Fact]
    public void StoringAndReadingAllocateNothing()
    {
        var memory = new ReplayMemory(new ReplayLayout(new Box(0f, 1f, 20), 3, 2, 60));
        UniformReplay uniform = new(memory, 2, Gamma);
        var prioritized = new PrioritizedReplay(memory, 2, Gamma, 0.6);
        float[] observation = new float[20], weights = new float[8];
        bool[] legal = [true, true, false];
        var rows = new long[8];
        var transitions = new ReplayTransition[8];
        Pcg64 random = Pcg64.FromSeed(1);
        for (int lane = 0; lane < 2; lane++)
        {
            prioritized.Observe(lane, observation, legal, begins: true);
        }

        Play(100);
        Assert.Equal(0, Allocations.Of(() => Play(1_000)));

        void Play(int steps)
        {
            for (int t = 0; t < steps; t++)
            {
                prioritized.Complete(t % 2, t % 3, 1, t % 7 == 0, truncated: false);
                prioritized.Observe(t % 2, observation, legal, t % 7 == 0);
                if (t > 50)
                {
                    uniform.Draw(random, 1, rows, transitions, weights);
                    prioritized.Draw(random, 0.5, rows, transitions, weights);
                    memory.ReadObservation(rows[0], observation);
                    memory.ReadLegal(rows[0], legal);
                    prioritized.Learnt(rows, weights);
                }
            }
        }
    }

    private sealed class Played
    {
        public float[] Observation = [];
        public bool[] Legal = [];
        public int Action;
        public float Reward;
        public bool Terminated;
        public bool IsFinal;
    }

    private sealed class Screen(Box space) : Environment(space, new Discrete(2))
    {
        protected override void OnReset(Span<float> observation) => observation.Clear();

        protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
        {
            observation.Clear();
            return new StepResult(0, Terminated: false);
        }
    }
}
