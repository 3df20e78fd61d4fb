using AsyncRL.Environments;
using AsyncRL.Replay;

namespace AsyncRL.Tests.Replay;

/// <summary>
/// Random play for goals, with every kind of end, into a memory and into a history that keeps everything. A goal is the number of
/// its episode and a place, so that a goal of another episode is seen at once.
/// </summary>
internal sealed class GoalHistory
{
    private readonly Random random;
    private readonly TrainingOptions options;
    private readonly int[] places;
    private int episodes;

    public GoalHistory(int seed, int lanes, int laneRows, int reserve, bool discounts, TrainingOptions options)
    {
        random = new Random(seed);
        this.options = options;
        var one = new Box(-1_000, 1_000, 1);
        var goal = new Box(-1_000_000, 1_000_000, 2);
        var space = new DictSpace(("desired_goal", goal), ("observation", one), ("achieved_goal", goal));
        Goals = new GoalContract(space, Pay);
        var layout = new ReplayLayout(space, 0, lanes, (long)laneRows * lanes, 1, reserve) { HasDiscounts = discounts };
        Memory = new ReplayMemory(layout);
        History = new ReplayHistory(Memory.Layout);
        places = new int[lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            Observe(lane, begins: true);
        }
    }

    public GoalContract Goals { get; }

    public ReplayMemory Memory { get; }

    public ReplayHistory History { get; }

    public static float[] Achieved(ReplayHistory.Row row) => row.Observation[3..];

    /// <summary>Plays a step in a random lane; what follows from it is stored, after termination too.</summary>
    public void Play()
    {
        int lane = random.Next(places.Length);
        ReplayHistory.Row state = History.Lane(lane)[^1];
        if (random.Next(40) == 0)
        {
            Observe(lane, begins: true); // left before its end
            return;
        }

        places[lane] += random.Next(-1, 2);
        (double reward, bool terminated) = Pay([state.Episode, places[lane]], state.Observation.AsSpan(0, 2));
        bool truncated = random.Next(12) == 0;
        (state.HasAction, state.Discrete, state.Reward) = (true, random.Next(5), options.LearnedReward(reward));
        (state.Terminated, state.Truncated) = (terminated, truncated);
        state.Discount = Memory.Layout.HasDiscounts ? random.Next(9) == 0 ? 0 : random.NextSingle() : null;
        Memory.Complete(lane, state.Discrete, state.Reward, terminated, truncated, state.Discount);
        Observe(lane, begins: false);
        if (terminated || truncated)
        {
            Observe(lane, begins: true);
        }
    }

    /// <summary>The transition from a row on for a goal, by the definition of the n-step return.</summary>
    public (float Return, float Discount, int Next) Expected(int lane, int index, float[] goal, int steps, float gamma)
    {
        List<ReplayHistory.Row> rows = History.Lane(lane);
        float sum = 0, product = 1;
        int i = index;
        while (i < index + steps && i + 1 < rows.Count && rows[i + 1].Episode == rows[index].Episode)
        {
            (double reward, bool terminated) = Pay(Achieved(rows[i + 1]), goal);
            sum += product * options.LearnedReward(reward);
            product *= rows[i].Discount ?? gamma;
            if (terminated || (rows[i].Discount is not null && product == 0))
            {
                return (sum, 0, -1);
            }

            i++;
        }

        return (sum, product, i);
    }

    private static (double Reward, bool Terminated) Pay(ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired)
    {
        float distance = Math.Abs(achieved[1] - desired[1]);
        return achieved[0] == desired[0] ? (-0.7 * distance, distance == 0) : (-50 - distance, false);
    }

    private static void Pay(
        ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired, Span<double> rewards, Span<bool> terminated)
    {
        for (int i = 0; i < rewards.Length; i++)
        {
            (rewards[i], terminated[i]) = Pay(achieved.Slice(2 * i, 2), desired.Slice(2 * i, 2));
        }
    }

    private void Observe(int lane, bool begins)
    {
        if (begins)
        {
            episodes++;
            places[lane] = random.Next(-2, 3);
        }

        int episode = begins ? episodes : History.Lane(lane)[^1].Episode;
        float desired = begins ? places[lane] + random.Next(1, 4) : History.Lane(lane)[^1].Observation[1];
        float[] seen = [episode, desired, random.Next(-9, 10), episode, places[lane]];
        History.Lane(lane).Add(new ReplayHistory.Row { Episode = episode, Observation = seen, Legal = [] });
        Memory.Observe(lane, seen, [], begins);
    }
}
