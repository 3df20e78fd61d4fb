using AsyncRL.Environments;
using AsyncRL.Replay;

namespace AsyncRL.Tests.Replay;

/// <summary>
/// Random play with every kind of end: terminated with or without a stored last state, truncated, left in the middle, of no steps
/// at all; into a memory and into the history that it is compared with.
/// </summary>
internal sealed class ReplayScenario
{
    public const int FrameLength = 2, Masks = 5;

    private readonly Random random;
    private readonly bool differentFrames;
    private readonly List<float[]>[] windows;
    private readonly int[] episodes;

    public ReplayScenario(
        int seed, Space actionSpace, int lanes, int laneRows, int stack, int reserve, bool discounts, bool columns,
        bool differentFrames)
    {
        this.differentFrames = differentFrames;
        random = new Random(seed);
        float[] low = new float[FrameLength * stack], high = new float[low.Length];
        Array.Fill(high, 250f);
        var space = new Box(ElementType.UInt8, low, high, low.Length);
        ReplayColumn[] both = [new("goal", ReplayElement.Float, 2), new("policy", ReplayElement.Byte, 3)];
        Layout = new ReplayLayout(space, Masks, lanes, (long)laneRows * lanes, stack, reserve)
        {
            Actions = ReplayActions.For(actionSpace), HasDiscounts = discounts,
            Columns = columns ? both : [],
        };
        ActionSpace = actionSpace;
        Memory = new ReplayMemory(Layout);
        History = new ReplayHistory(Layout);
        windows = [.. Enumerable.Range(0, lanes).Select(_ => new List<float[]>())];
        episodes = new int[lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            Observe(lane, begins: true);
        }
    }

    public ReplayLayout Layout { get; }

    public Space ActionSpace { get; }

    public ReplayHistory History { get; }

    public ReplayMemory Memory { get; private set; }

    /// <summary>Chance that a step ends its episode.</summary>
    public double Ends { get; init; } = 0.2;

    /// <summary>Whether episodes are left in the middle now and then.</summary>
    public bool LeavesEpisodes { get; init; } = true;

    /// <summary>One step in a random lane and what follows from it; <paramref name="check"/> runs after every call.</summary>
    public void Play(Action check)
    {
        int lane = random.Next(Layout.Lanes);
        if (LeavesEpisodes && random.Next(25) == 0)
        {
            Observe(lane, begins: true); // left before its end, perhaps before its first step
            check();
            return;
        }

        bool ends = random.NextDouble() < Ends, terminated = ends && random.Next(2) == 0;
        bool truncated = ends && (!terminated || random.Next(3) == 0);
        Complete(lane, terminated, truncated);
        check();
        if (!terminated || random.Next(2) == 0)
        {
            Observe(lane, begins: false);
            check();
        }

        if (ends)
        {
            Observe(lane, begins: true);
            check();
        }
    }

    /// <summary>Goes on with another memory, which was restored from what this one saved.</summary>
    public void SaveAndLoad()
    {
        using var stream = new MemoryStream();
        Memory.Save(new BinaryWriter(stream));
        byte[][] content = [.. Memory.Content.Select(piece => piece.ToArray())];
        var restored = new ReplayMemory(Layout);
        stream.Position = 0;
        restored.Load(new BinaryReader(stream));
        Assert.Equal(stream.Length, stream.Position);
        int next = 0;
        foreach (Memory<byte> piece in restored.Content)
        {
            content[next++].CopyTo(piece);
        }

        Assert.Equal(content.Length, next);
        restored.Restored();
        Memory = restored;
    }

    /// <summary>Compares everything that can be asked of every row.</summary>
    /// <returns>Steps that could be read.</returns>
    public int Compare(int steps, float gamma)
    {
        int found = 0;
        for (long row = 0; row < Layout.Rows; row++)
        {
            int lane = (int)(row % Layout.Lanes), index = History.IndexAt(row);
            bool expected = index >= 0 && History.IsReadable(lane, index);
            (float Return, float Discount, int Next)? transition =
                index < 0 ? null : History.Transition(lane, index, steps, gamma);
            Assert.Equal(transition is not null, Memory.TryRead(row, steps, gamma, out ReplayTransition read));
            if (transition is { } t)
            {
                // Exactly: the memory and the history add in the same order.
                Assert.Equal(History.Lane(lane)[index].Discrete, read.Action);
                Assert.Equal((t.Return, t.Discount), (read.Return, read.Discount));
                Assert.Equal(t.Next < 0 ? -1 : History.RowOf(lane, t.Next), read.Next);
                if (t.Next >= 0)
                {
                    CompareState(read.Next, History.Lane(lane)[t.Next]);
                }
            }

            Assert.Equal(expected, Memory.TryFindEpisode(row, out ReplayEpisode episode));
            if (expected)
            {
                found++;
                Assert.Equal(History.Episode(lane, index), episode);
                CompareStep(row, History.Lane(lane)[index]);
                Walk(lane, index, row, episode);
            }
        }

        return found;
    }

    private void Walk(int lane, int index, long row, ReplayEpisode episode)
    {
        long at = Memory.IndexOf(episode, row);
        Assert.Equal(row, Memory.RowOf(episode, at));
        Assert.Equal(episode.First, Memory.RowOf(episode, 0));
        int first = index - (int)at;
        for (int t = 0; t < episode.Length; t++)
        {
            Assert.Equal(History.RowOf(lane, first + t), Memory.RowOf(episode, t));
            Assert.Equal(History.Lane(lane)[index].Episode, History.Lane(lane)[first + t].Episode);
        }

        if (episode.Final >= 0)
        {
            Assert.Equal(episode.Final, Memory.RowOf(episode, episode.Length));
            Assert.Equal(episode.Length, Memory.IndexOf(episode, episode.Final));
            CompareState(episode.Final, History.Lane(lane)[first + (int)episode.Length]);
        }
        else
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Memory.RowOf(episode, episode.Length));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Memory.RowOf(episode, -1));
    }

    private void CompareStep(long row, ReplayHistory.Row expected)
    {
        CompareState(row, expected);
        bool truncated = expected.Truncated || (!expected.Terminated && IsLeftAfter(row));
        Assert.Equal(new ReplayStep(expected.Discrete, expected.Reward, expected.Terminated, truncated), Memory.ReadStep(row));
        if (Layout.HasDiscounts)
        {
            Assert.Equal(expected.Discount, Memory.ReadDiscount(row));
        }

        if (Layout.Actions.Kind == ActionKind.Continuous)
        {
            var action = new float[Layout.Actions.Length];
            Memory.ReadAction(row, action);
            Assert.Equal(expected.Continuous, action);
        }
        else
        {
            var choices = new int[Layout.Actions.Length];
            Memory.ReadChoices(row, choices);
            Assert.Equal(Layout.Actions.Kind == ActionKind.Discrete ? [expected.Discrete] : expected.Choices, choices);
        }
    }

    // Whether a step leads to a state that its episode was left in.
    private bool IsLeftAfter(long row)
    {
        List<ReplayHistory.Row> rows = History.Lane((int)(row % Layout.Lanes));
        int index = History.IndexAt(row);
        return index + 2 < rows.Count && !rows[index + 1].HasAction && rows[index + 1].Episode == rows[index].Episode;
    }

    private void CompareState(long row, ReplayHistory.Row expected)
    {
        var observation = new float[Layout.Space.Length];
        var legal = new bool[Masks];
        Memory.ReadObservation(row, observation);
        Memory.ReadLegal(row, legal);
        Assert.Equal(expected.Observation, observation);
        Assert.Equal(expected.Legal, legal);
        if (Layout.Columns.Count > 0)
        {
            var goal = new float[2];
            var policy = new byte[3];
            Memory.ReadColumn(row, Layout.ColumnIndex("goal"), goal);
            Memory.ReadColumn(row, Layout.ColumnIndex("policy"), policy);
            Assert.Equal(expected.Goal, goal);
            Assert.Equal(expected.Policy, policy);
        }
    }

    private void Observe(int lane, bool begins)
    {
        List<float[]> window = windows[lane];
        int paddings = 0;
        if (begins)
        {
            episodes[lane]++;
            window.Clear();
            float[] first = Frame();
            paddings = differentFrames ? Layout.Stack - 1 : 0;
            window.AddRange(Enumerable.Range(1, Layout.Stack - 1).Select(_ => differentFrames ? Frame() : first));
            window.Add(differentFrames ? Frame() : first);
        }
        else
        {
            window.Add(Frame());
        }

        float[] observation = [.. window[^Layout.Stack..].SelectMany(f => f)];
        bool[] legal = [.. Enumerable.Range(0, Masks).Select(_ => random.Next(2) == 0)];
        for (int i = 0; i <= paddings; i++)
        {
            History.Lane(lane).Add(new() { Episode = episodes[lane], Observation = observation, Legal = legal });
        }

        Assert.Equal(paddings + 1, Memory.Observe(lane, observation, legal, begins));
        if (Layout.Columns.Count > 0 && random.Next(2) == 0)
        {
            // With the state; otherwise zeros, or with the step.
            History.Lane(lane)[^1].Goal = [random.NextSingle(), -random.NextSingle()];
            Memory.WriteColumn(lane, 0, History.Lane(lane)[^1].Goal);
        }
    }

    private void Complete(int lane, bool terminated, bool truncated)
    {
        ReplayHistory.Row row = History.Lane(lane)[^1];
        (row.HasAction, row.Terminated, row.Truncated, row.Reward) = (true, terminated, truncated, random.Next(-3, 4) + 0.1f);
        row.Discount = Layout.HasDiscounts ? random.Next(6) == 0 ? 0 : MathF.Pow(0.9f, random.Next(1, 5)) : null;
        switch (ActionSpace)
        {
            case Box box:
                row.Continuous = [.. Enumerable.Range(0, box.Length).Select(_ => 4 * random.NextSingle() - 2)];
                Memory.Complete(lane, row.Continuous, row.Reward, terminated, truncated, row.Discount);
                break;
            case Discrete discrete:
                row.Discrete = random.Next(discrete.Count);
                Memory.Complete(lane, row.Discrete, row.Reward, terminated, truncated, row.Discount);
                break;
            default:
                row.Choices = [.. ActionSpaces.ChoiceCounts(ActionSpace).Select(count => random.Next(count))];
                Memory.Complete(lane, row.Choices, row.Reward, terminated, truncated, row.Discount);
                break;
        }

        if (Layout.Columns.Count > 0 && random.Next(2) == 0)
        {
            random.NextBytes(row.Policy = new byte[3]);
            Memory.WriteColumn(lane, Layout.ColumnIndex("policy"), row.Policy);
        }
    }

    private float[] Frame() => [.. Enumerable.Range(0, FrameLength).Select(_ => (float)random.Next(251))];
}
