using AsyncRL.Environments;
using AsyncRL.Replay;

namespace AsyncRL.Tests.Replay;

/// <summary>What a memory and its draws refuse, and what a checkpoint makes of them.</summary>
public sealed class ReplayContractTests
{
    [Fact]
    public void ALaneTooShortForItsTransitionsIsRefusedWithTheCapacityThatFits()
    {
        var memory = new ReplayMemory(Layout(lanes: 8, capacity: 200));
        const string Expected = "200 rows for 8 environments are too few for transitions of 30 steps; at least 256 are needed";
        Refusal.Says<ArgumentException>(Expected, () => new UniformReplay(memory, 30, 0.9f));
        Refusal.Says<ArgumentException>(Expected, () => new PrioritizedReplay(memory, 30, 0.9f, 0.6));
        Assert.Equal(256, memory.Layout.LeastCapacity(30));
        Assert.NotNull(new UniformReplay(new ReplayMemory(Layout(lanes: 8, capacity: 256)), 30, 0.9f));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ADrawFromAMemoryWithoutTransitionsFailsInsteadOfLooping(bool prioritized)
    {
        var memory = new ReplayMemory(Layout());
        ReplayDraws replay = prioritized ? new PrioritizedReplay(memory, 3, 0.9f, 0.6) : new UniformReplay(memory, 3, 0.9f);
        Assert.Throws<InvalidOperationException>(() => Draw(replay, 1));
        replay.Observe(0, [0], [], begins: true);
        for (int i = 0; i < 2; i++)
        {
            replay.Complete(0, 1, 1, terminated: false, truncated: false);
            replay.Observe(0, [0], [], begins: false);
        }

        Assert.False(replay.IsReady);
        Refusal.Says<InvalidOperationException>(
            "No transition of 3 steps can be read in the replay memory: 2 steps were stored", () => Draw(replay, 1));
    }

    [Fact]
    public void TransitionsThatAreHardlyEverDrawnAreSearchedFor()
    {
        // Of 30 rows the last 9 cannot be read and have all the priority.
        var replay = new PrioritizedReplay(new ReplayMemory(Layout()), 9, 0.9f, alpha: 1);
        replay.Observe(0, [0], [], begins: true);
        for (int i = 0; i < 30; i++)
        {
            replay.Complete(0, i, 1, terminated: false, truncated: false);
            replay.Observe(0, [0], [], begins: false);
        }

        float[] errors = [.. Enumerable.Range(0, 30).Select(i => i > 21 ? 1e12f : i == 17 ? 1f : 0f)];
        replay.Learnt([.. Enumerable.Range(0, 30).Select(i => (long)i)], errors);
        Assert.Equal([17, 17, 17], Draw(replay, 3).Select(t => t.Action));
    }

    [Fact]
    public void StatesThatDoNotFollowFromOneAnotherAreRefused()
    {
        var memory = new ReplayMemory(Layout());
        Refusal.Says<InvalidOperationException>("no state yet", () => memory.Complete(0, 1, 0, false, false));
        Refused("lane 0 of the replay memory: a state follows no step", begins: false);
        memory.Observe(0, [0], [], begins: true);
        Refused("a state follows no step", begins: false);
        memory.Complete(0, 1, 0, terminated: false, truncated: true);
        Refused("is not stored", begins: true);
        Refusal.Says<InvalidOperationException>("a step follows a step", () => memory.Complete(0, 1, 0, false, false));
        memory.Observe(0, [0], [], begins: false);
        memory.Observe(0, [0], [], begins: true);

        void Refused(string expected, bool begins) =>
            Refusal.Says<InvalidOperationException>(expected, () => memory.Observe(0, [0], [], begins));
    }

    [Fact]
    public void AStepThatAFaultFollowedIsTakenBack()
    {
        var memory = new ReplayMemory(Layout());
        memory.TakeBack(0);
        memory.Observe(0, [0], [], begins: true);
        memory.Complete(0, 5, 1, terminated: false, truncated: true);
        memory.TakeBack(0);
        memory.TakeBack(0);
        Assert.Equal(0, memory.Transitions);
        memory.Complete(0, 6, 2, terminated: false, truncated: false);
        memory.Observe(0, [0], [], begins: false);
        Assert.Equal(new ReplayStep(6, 2, false, false), memory.ReadStep(0));
        Assert.True(memory.TryFindEpisode(0, out ReplayEpisode episode));
        Assert.Equal(new ReplayEpisode(0, 1, IsCut: false, ReplayEpisodeEnd.Open, 1), episode);
    }

    [Fact]
    public void AMemoryOfOtherActionsColumnsOrDiscountsIsNotLoaded()
    {
        ReplayColumn goal = new("goal", ReplayElement.Float, 3), other = new("goal", ReplayElement.Float, 2);
        ReplayLayout[] layouts =
        [
            Layout(),
            Layout() with { HasDiscounts = true },
            Layout() with { Columns = [goal] },
            Layout() with { Columns = [other] },
            Layout() with { Actions = ReplayActions.For(new Box(-1f, 1f, 1)) },
            Layout() with { Actions = ReplayActions.For(new MultiBinary(4)) },
        ];
        foreach (ReplayLayout saved in layouts)
        {
            foreach (ReplayLayout loaded in layouts)
            {
                if (ReferenceEquals(saved, loaded))
                {
                    Load(new ReplayMemory(loaded), Save(new ReplayMemory(saved)));
                    continue;
                }

                Refusal.Says<InvalidDataException>(
                    $"keeps steps of {saved.StepDescription}, but this run's of {loaded.StepDescription}",
                    () => Load(new ReplayMemory(loaded), Save(new ReplayMemory(saved))));
            }
        }
    }

    [Fact]
    public void ALoadedMemoryIsNotUsedBeforeItsContentIsThere()
    {
        var memory = new ReplayMemory(Layout());
        memory.Observe(0, [0], [], begins: true);
        byte[] saved = Save(memory);
        Load(memory, saved);
        Assert.Throws<InvalidOperationException>(() => memory.TryFindEpisode(0, out _));
        Assert.Throws<InvalidOperationException>(() => memory.Observe(0, [0], [], begins: true));
        memory.Restored();
        memory.Observe(0, [0], [], begins: true);
        Load(memory, saved);
        memory.Clear();
        memory.Observe(0, [0], [], begins: true);
    }

    [Fact]
    public void EpisodesOfACheckpointWithoutMarksOfTruncationAreKnownByTheirLastStates()
    {
        var memory = new ReplayMemory(Layout());
        for (int episode = 0; episode < 3; episode++)
        {
            memory.Observe(0, [0], [], begins: true);
            for (int t = 0; t < 4; t++)
            {
                memory.Complete(0, t, 1, terminated: episode == 1 && t == 3, truncated: episode != 1 && t == 3);
                memory.Observe(0, [0], [], begins: false);
            }
        }

        byte[] saved = Save(memory);
        Assert.Equal(4 + 8 + 8, saved.Length); // as long as those checkpoints' were
        foreach (Memory<byte> piece in memory.Content)
        {
            int rowBytes = memory.Layout.RowBytes(memory.Layout.FrameCodec());
            for (int last = rowBytes - 1; last < piece.Length; last += rowBytes)
            {
                piece.Span[last] &= 7;
            }
        }

        Load(memory, saved);
        memory.Restored();
        Assert.Equal([ReplayEpisodeEnd.Truncated, ReplayEpisodeEnd.Terminated, ReplayEpisodeEnd.Open], Ends());
        memory.Observe(0, [0], [], begins: true);
        Assert.Equal([ReplayEpisodeEnd.Truncated, ReplayEpisodeEnd.Terminated, ReplayEpisodeEnd.Truncated], Ends());
        Assert.True(memory.ReadStep(3).Truncated);
        Assert.False(memory.ReadStep(8).Truncated);

        ReplayEpisodeEnd[] Ends() =>
            [.. new long[] { 0, 7, 12 }.Select(row => memory.TryFindEpisode(row, out ReplayEpisode e) ? e.End : default)];
    }

    private static ReplayTransition[] Draw(ReplayDraws replay, int count)
    {
        var transitions = new ReplayTransition[count];
        replay.Draw(Pcg64.FromSeed(3), 1, new long[count], transitions, new float[count]);
        return transitions;
    }

    private static byte[] Save(ReplayMemory memory)
    {
        using var stream = new MemoryStream();
        memory.Save(new BinaryWriter(stream));
        return stream.ToArray();
    }

    private static void Load(ReplayMemory memory, byte[] saved) => memory.Load(new BinaryReader(new MemoryStream(saved)));

    private static ReplayLayout Layout(int lanes = 1, int capacity = 60) => new(new Box(-1f, 1f, 1), 0, lanes, capacity);
}
