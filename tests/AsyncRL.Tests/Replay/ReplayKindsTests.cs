using AsyncRL.Environments;
using AsyncRL.Replay;
using AsyncRL.Tests.Support;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Replay;

/// <summary>Actions of every kind, columns and discounts: their bytes, what is refused, and a continuous environment.</summary>
public sealed class ReplayKindsTests
{
    private static readonly Box Numbers = new(-8f, 8f, 3);
    private static readonly ReplayColumn Goal = new("goal", ReplayElement.Float, 2);
    private static readonly ReplayColumn Visits = new("visits", ReplayElement.Byte, 1);

    [Theory]
    [InlineData("discrete", 9)]
    [InlineData("bytes", 3 + 5)]
    [InlineData("whole numbers", 8 + 5)]
    [InlineData("switches", 9 + 5)]
    [InlineData("continuous", 24 + 5)]
    public void AStepTakesAsFewBytesAsItsActionAllows(string kind, int bytes)
    {
        ReplayLayout layout = Layout(kind);
        Assert.Equal(bytes, layout.StepBytes);
        Assert.Equal(bytes + 4, (layout with { HasDiscounts = true }).StepBytes);
        Assert.Equal(12 + bytes, layout.RowBytes(layout.FrameCodec()));
        ReplayLayout wide = layout with { Columns = [Goal, Visits] };
        Assert.Equal(12 + bytes + 8 + 1, wide.RowBytes(wide.FrameCodec()));
        Assert.Equal(wide.Rows * (12 + bytes + 9), new ReplayMemory(wide).Bytes);
    }

    [Fact]
    public void PendulumIsReadAsItWasPlayedAndBootstrapsAtItsTimeLimit()
    {
        Environment pendulum = EnvironmentRegistry.Default.Make("Pendulum-v1");
        var layout = new ReplayLayout(pendulum.ObservationSpace, 0, 1, 1_000)
        {
            Actions = ReplayActions.For(pendulum.ActionSpace),
        };
        Assert.Equal(12 + 4 + 5, layout.RowBytes(layout.FrameCodec()));
        var memory = new ReplayMemory(layout);
        var played = new List<(float[] State, float[] Action, float Reward, bool Truncated, float[] Next)>();
        var random = new Random(4);
        var observation = new float[3];
        pendulum.Reset(4, observation);
        memory.Observe(0, observation, [], begins: true);
        while (played.Count < 450)
        {
            float[] state = [.. observation], action = [4 * random.NextSingle() - 2];
            StepResult result = pendulum.Step(action, observation);
            memory.Complete(0, action, (float)result.Reward, result.Terminated, result.Truncated);
            memory.Observe(0, observation, [], begins: false);
            played.Add((state, action, (float)result.Reward, result.Truncated, [.. observation]));
            if (result.EpisodeEnded)
            {
                pendulum.Reset(null, observation);
                memory.Observe(0, observation, [], begins: true);
            }
        }

        int found = 0;
        for (long row = 0; row < layout.Rows; row++)
        {
            if (!memory.TryRead(row, 1, 0.99f, out ReplayTransition t))
            {
                continue;
            }

            (float[] state, float[] action, float reward, bool truncated, float[] next) = played[found++];
            Assert.Equal((0, reward, 0.99f), (t.Action, t.Return, t.Discount));
            Assert.Equal(new ReplayStep(0, reward, false, truncated), memory.ReadStep(row));
            var read = new float[1];
            memory.ReadAction(row, read);
            Assert.Equal(action, read);
            memory.ReadObservation(row, observation);
            Assert.Equal(state, observation);
            memory.ReadObservation(t.Next, observation);
            Assert.Equal(next, observation);
        }

        Assert.Equal(played.Count, found);
        Assert.Equal([199, 399], Enumerable.Range(0, 450).Where(i => played[i].Truncated));
        Assert.True(memory.TryFindEpisode(250, out ReplayEpisode second));
        Assert.Equal(new ReplayEpisode(201, 200, IsCut: false, ReplayEpisodeEnd.Truncated, 401), second);
        Assert.True(memory.TryFindEpisode(410, out ReplayEpisode third));
        Assert.Equal(new ReplayEpisode(402, 50, IsCut: false, ReplayEpisodeEnd.Open, 452), third);
    }

    [Fact]
    public void ADiscountOfZeroEndsTheSumThoughTheEpisodeGoesOn()
    {
        var memory = new ReplayMemory(Layout("discrete") with { HasDiscounts = true });
        (float Reward, float Discount)[] steps = [(1, 0.9f), (2, 0.81f), (4, 0), (8, 0.9f), (16, 1), (32, 0.5f)];
        memory.Observe(0, [0, 0, 0], [], begins: true);
        foreach ((float reward, float discount) in steps)
        {
            memory.Complete(0, 7, reward, terminated: false, truncated: false, discount);
            memory.Observe(0, [0, 0, 0], [], begins: false);
        }

        Assert.True(memory.TryRead(0, 4, gamma: 0.1f, out ReplayTransition t));
        Assert.Equal(new ReplayTransition(7, 1 + 0.9f * 2 + 0.9f * 0.81f * 4, 0, -1), t);
        Assert.True(memory.TryRead(3, 3, gamma: 0.1f, out t));
        Assert.Equal(new ReplayTransition(7, 8 + 0.9f * 16 + 0.9f * 32, 0.9f * 0.5f, 6), t);
        Assert.False(memory.TryRead(4, 3, gamma: 0.1f, out _));
        Assert.True(memory.TryRead(2, 30, gamma: 0.1f, out t)); // nothing that is still to be played counts
        Assert.Equal(new ReplayTransition(7, 4, 0, -1), t);
        Assert.Equal(0.81f, memory.ReadDiscount(1));
    }

    [Theory]
    [InlineData("discrete", "kind Continuous, but the replay memory keeps Discrete")]
    [InlineData("bytes", "kind Continuous, but the replay memory keeps Choices[3]")]
    [InlineData("continuous", "[1, 2] is of kind Continuous, but the replay memory keeps Continuous[6]")]
    public void AnActionOfAnotherKindOrLengthIsRefused(string kind, string expected)
    {
        ReplayMemory memory = Begun(Layout(kind));
        Refusal.Says<ArgumentException>(expected, () => memory.Complete(0, (float[])[1, 2], 0, false, false));
        Assert.Equal(0, memory.Transitions);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void AChoiceThatIsNoneOfItsValuesIsRefused(int choice)
    {
        ReplayMemory memory = Begun(Layout("bytes"));
        Refusal.Says<ArgumentException>(
            $"choice 0 of the action is {choice}, but it must be from 0 to 2",
            () => memory.Complete(0, (int[])[choice, 255, 6], 0, false, false));
    }

    [Theory]
    [InlineData(true, null, "none is given")]
    [InlineData(true, 1.5f, "is 1.5, but it must be from 0 to 1")]
    [InlineData(true, -0.1f, "must be from 0 to 1")]
    [InlineData(true, float.NaN, "must be from 0 to 1")]
    [InlineData(false, 0.9f, "set HasDiscounts")]
    public void ADiscountThatIsMissingNotWantedOrOutOfRangeIsRefused(bool hasDiscounts, float? discount, string expected)
    {
        ReplayMemory memory = Begun(Layout("discrete") with { HasDiscounts = hasDiscounts });
        Refusal.Says<ArgumentException>(expected, () => memory.Complete(0, 1, 0, false, false, discount));
    }

    [Fact]
    public void WhatIsReadAsAnotherKindIsRefused()
    {
        ReplayMemory discrete = Begun(Layout("discrete")), continuous = Begun(Layout("continuous"));
        Refusal.Says<InvalidOperationException>("ReadChoices", () => discrete.ReadAction(0, new float[1]));
        Refusal.Says<InvalidOperationException>("ReadAction", () => continuous.ReadChoices(0, new int[6]));
        Refusal.Says<ArgumentException>("6 numbers", () => continuous.ReadAction(0, new float[5]));
        Refusal.Says<InvalidOperationException>("HasDiscounts", () => discrete.ReadDiscount(0));
    }

    [Fact]
    public void AColumnIsFoundByItsNameAndWrittenAndReadAsItWasDeclared()
    {
        ReplayLayout layout = Layout("discrete") with { Columns = [Goal, Visits] };
        Assert.Equal(1, layout.ColumnIndex("visits"));
        Refusal.Says<ArgumentException>(
            "no column 'gaol': it has goal Float[2], visits Byte[1]; did you mean 'goal'?", () => layout.ColumnIndex("gaol"));
        ReplayMemory memory = Begun(layout);
        Refusal.Says<ArgumentException>("is goal Float[2], but Float[3]", () => memory.WriteColumn(0, 0, (float[])[1, 2, 3]));
        Refusal.Says<ArgumentException>("is visits Byte[1], but Float[1]", () => memory.ReadColumn(0, 1, new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.WriteColumn(0, 2, (byte[])[1]));
        Refusal.Says<ArgumentException>("named 'goal'", () => layout with { Columns = [Goal, Visits, Goal] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayColumn("goal", ReplayElement.Byte, 0));
        Assert.Throws<ArgumentException>(() => new ReplayColumn(" ", ReplayElement.Byte, 1));
    }

    [Fact]
    public void ColumnsAndActionsSurviveTheMemoryGrowingWider()
    {
        var memory = new ReplayMemory(
            new ReplayLayout(new Box(0f, 1f, 9), 3, 1, 40)
            {
                Actions = ReplayActions.For(new Box(-1f, 1f, 2)), HasDiscounts = true, Columns = [Goal],
            });
        memory.Observe(0, new float[9], [true, false, true], begins: true);
        memory.Complete(0, (float[])[0.5f, -0.5f], 3, terminated: false, truncated: true, 0.7f);
        memory.WriteColumn(0, 0, (float[])[8, 9]);
        long before = memory.Bytes;
        memory.Observe(0, [0.5f, 0, 0, 0, 0, 0, 0, 0, 0], [true, true, true], begins: false);
        Assert.Equal(40 * (36 - 2), memory.Bytes - before);
        memory.Observe(0, new float[9], [true, true, true], begins: true);
        float[] action = new float[2], goal = new float[2];
        memory.ReadAction(0, action);
        memory.ReadColumn(0, 0, goal);
        Assert.Equal([0.5f, -0.5f], action);
        Assert.Equal([8, 9], goal);
        Assert.Equal(new ReplayStep(0, 3, Terminated: false, Truncated: true), memory.ReadStep(0));
        Assert.True(memory.TryRead(0, 5, 0.1f, out ReplayTransition t));
        Assert.Equal(new ReplayTransition(0, 3, 0.7f, 1), t);
        Assert.True(memory.TryFindEpisode(0, out ReplayEpisode episode));
        Assert.Equal(new ReplayEpisode(0, 1, IsCut: false, ReplayEpisodeEnd.Truncated, 1), episode);
    }

    [Fact]
    public void EveryKindIsWrittenReadAndFoundWithoutAllocating()
    {
        foreach (string kind in (string[])["bytes", "whole numbers", "continuous"])
        {
            var memory = new ReplayMemory(Layout(kind) with { HasDiscounts = true, Columns = [Goal, Visits] });
            var replay = new UniformReplay(memory, 3, 0.9f);
            float[] observation = new float[3], goal = [1, 2], real = new float[6], weights = new float[4];
            int[] choices = new int[memory.Layout.Actions.Length];
            byte[] visits = [3];
            var rows = new long[4];
            var transitions = new ReplayTransition[4];
            Pcg64 random = Pcg64.FromSeed(1);
            replay.Observe(0, observation, [], begins: true);
            Play(100);
            Assert.Equal(0, Allocations.Of(() => Play(500)));

            void Play(int steps)
            {
                for (int t = 0; t < steps; t++)
                {
                    bool ends = t % 9 == 0;
                    EnvironmentAction action = kind == "continuous" ? real : choices;
                    replay.Complete(0, action, 1, terminated: ends, truncated: false, 0.9f);
                    memory.WriteColumn(0, 0, goal);
                    memory.WriteColumn(0, 1, visits);
                    replay.Observe(0, observation, [], begins: ends);
                    if (!replay.IsReady)
                    {
                        continue;
                    }

                    replay.Draw(random, 1, rows, transitions, weights);
                    memory.TryFindEpisode(rows[0], out ReplayEpisode episode);
                    long row = memory.RowOf(episode, memory.IndexOf(episode, rows[0]));
                    memory.ReadColumn(row, 0, goal);
                    memory.ReadColumn(row, 1, visits);
                    memory.ReadObservation(row, observation);
                    _ = memory.ReadStep(row).Reward + memory.ReadDiscount(row);
                    if (kind == "continuous")
                    {
                        memory.ReadAction(row, real);
                    }
                    else
                    {
                        memory.ReadChoices(row, choices);
                    }
                }
            }
        }
    }

    private static ReplayMemory Begun(ReplayLayout layout)
    {
        var memory = new ReplayMemory(layout);
        memory.Observe(0, [0, 0, 0], [], begins: true);
        return memory;
    }

    private static ReplayLayout Layout(string kind) => new(Numbers, 0, 1, 60)
    {
        Actions = ReplayActions.For(kind switch
        {
            "discrete" => new Discrete(3),
            "bytes" => new MultiDiscrete(3, 256, 7),
            "whole numbers" => new MultiDiscrete(2, 257),
            "switches" => new MultiBinary(9),
            _ => new Box(-2f, 2f, 6),
        }),
    };
}
