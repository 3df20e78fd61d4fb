using AsyncRL.Environments;
using AsyncRL.Replay;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Replay;

/// <summary>Relabeled transitions against a history that keeps everything.</summary>
public sealed class HindsightGoalsTests
{
    private const float Gamma = 0.9f;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 36)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ARelabeledTransitionIsWhatItsEpisodeWouldHavePaidForAGoalOfItsOwn(int seed)
    {
        var choice = new Random(seed);
        var strategy = (HindsightStrategy)(1 + seed % 3);
        int steps = seed % 2 == 0 ? 1 : choice.Next(2, 6), lanes = choice.Next(1, 4), reserve = choice.Next(2) * choice.Next(9);
        TrainingOptions options = Options(strategy, steps, k: 3) with { RewardScale = 0.5, ClipRewards = choice.Next(2) == 0 };
        int laneRows = reserve + 12 + choice.Next(60);
        var played = new GoalHistory(seed, lanes, laneRows, reserve, discounts: choice.Next(3) == 0, options);
        var hindsight = new HindsightGoals(played.Memory, played.Goals, options);
        var random = Pcg64.FromSeed((ulong)seed);
        int kept = 0, relabeled = 0, ends = 0;
        for (int t = 0; t < 2_000 * lanes; t++)
        {
            played.Play();
            if (t % 7 == 0)
            {
                Compare();
            }
        }

        Assert.True(relabeled > 1_000 && ends > 50, $"{relabeled} relabeled, {ends} of them reached their goal");
        Assert.InRange(kept / (double)(kept + relabeled), 0.22, 0.28);

        void Compare()
        {
            for (long row = 0; row < played.Memory.Layout.Rows; row++)
            {
                if (!played.Memory.TryRead(row, steps, Gamma, out ReplayTransition drawn))
                {
                    continue;
                }

                ReplayTransition transition = drawn;
                ReadOnlySpan<float> goal = hindsight.Relabel(row, ref transition, random);
                if (goal.IsEmpty)
                {
                    kept++;
                    Assert.Equal(drawn, transition);
                    continue;
                }

                relabeled++;
                int lane = (int)(row % lanes), index = played.History.IndexAt(row);
                Assert.Contains(goal.ToArray(), Candidates(played, strategy, lane, index));
                (float sum, float discount, int next) = played.Expected(lane, index, goal.ToArray(), steps, Gamma);
                long nextRow = next < 0 ? -1 : played.History.RowOf(lane, next);
                Assert.Equal(new ReplayTransition(drawn.Action, sum, discount, nextRow), transition);
                ends += next < 0 ? 1 : 0;
            }
        }
    }

    [Theory]
    [InlineData(HindsightStrategy.Future)]
    [InlineData(HindsightStrategy.Final)]
    [InlineData(HindsightStrategy.Episode)]
    public void EveryGoalThatTheStrategyAllowsIsChosenEquallyOften(HindsightStrategy strategy)
    {
        const int Last = 9, T = 3, Draws = 60_000;
        var random = Pcg64.FromSeed(3);
        int[] counts = new int[Last + 1];
        for (int i = 0; i < Draws; i++)
        {
            counts[HindsightGoals.Choose(strategy, T, Last, random)]++;
        }

        int first = strategy switch { HindsightStrategy.Future => T + 1, HindsightStrategy.Episode => 1, _ => Last };
        for (int state = 0; state <= Last; state++)
        {
            double expected = state < first ? 0 : Draws / (double)(Last - first + 1);
            Assert.InRange(counts[state], expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0.5)]
    [InlineData(4, 0.2)]
    public void AShareOfOneInKAndOneKeepsItsOwnGoal(double k, double share)
    {
        TrainingOptions options = Options(HindsightStrategy.Future, 1, k);
        var played = new GoalHistory(5, 1, 400, 0, discounts: false, options);
        for (int t = 0; t < 300; t++)
        {
            played.Play();
        }

        var hindsight = new HindsightGoals(played.Memory, played.Goals, options);
        var random = Pcg64.FromSeed(3);
        int kept = 0, all = 0;
        while (all < 20_000)
        {
            long row = random.Integers(0, 300);
            if (played.Memory.TryRead(row, 1, Gamma, out ReplayTransition transition))
            {
                all++;
                kept += hindsight.Relabel(row, ref transition, random).IsEmpty ? 1 : 0;
            }
        }

        Assert.Equal(share, kept / (double)all, 0.015);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void AGoalThatPaysNoFiniteNumberIsRefused(double reward)
    {
        TrainingOptions options = Options(HindsightStrategy.Future, 1, 1_000);
        var played = new GoalHistory(5, 1, 50, 0, discounts: false, options);
        for (int t = 0; t < 40; t++)
        {
            played.Play();
        }

        var goals = new GoalContract(played.Goals.ObservationSpace, (_, _, rewards, terminated) =>
        {
            rewards.Fill(reward);
            terminated.Clear();
        });
        var hindsight = new HindsightGoals(played.Memory, goals, options);
        Assert.True(played.Memory.TryRead(0, 1, Gamma, out ReplayTransition transition));
        string message = Assert.Throws<InvalidOperationException>(
            () => hindsight.Relabel(0, ref transition, Pcg64.FromSeed(3)).Length).Message;
        Assert.Contains("for a goal in hindsight, which is not a finite number", message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheGoalIsPutInThePlaceOfTheDesiredOneAlone()
    {
        TrainingOptions options = Options(HindsightStrategy.Final, 1, 4);
        var played = new GoalHistory(5, 1, 50, 0, discounts: false, options);
        var hindsight = new HindsightGoals(played.Memory, played.Goals, options);
        float[] observation = [1, 2, 3, 4, 5];
        hindsight.WriteGoal([], observation);
        Assert.Equal([1, 2, 3, 4, 5], observation);
        hindsight.WriteGoal([8, 9], observation);
        Assert.Equal([8, 9, 3, 4, 5], observation);
    }

    [Fact]
    public void ATerminatedStepWhoseLastStateNobodyStoredKeepsItsGoal()
    {
        TrainingOptions options = Options(HindsightStrategy.Future, 1, 1_000);
        var played = new GoalHistory(5, 1, 50, 0, discounts: false, options);
        ReplayMemory memory = played.Memory;
        float[] begin = [0, 0, 0, 0, 0], next = [0, 0, 1, 0, 1];
        memory.Observe(0, begin, [], begins: true);
        long first = memory.Complete(0, 1, -1, terminated: false, truncated: false);
        memory.Observe(0, next, [], begins: false);
        long second = memory.Complete(0, 1, 0, terminated: true, truncated: false);
        memory.Observe(0, begin, [], begins: true);
        var hindsight = new HindsightGoals(memory, played.Goals, options);
        var random = Pcg64.FromSeed(1);
        Assert.True(memory.TryRead(first, 1, Gamma, out ReplayTransition one));
        Assert.True(memory.TryRead(second, 1, Gamma, out ReplayTransition two));
        ReplayTransition before = two;
        for (int i = 0; i < 100; i++)
        {
            Assert.True(hindsight.Relabel(second, ref two, random).IsEmpty);
            ReadOnlySpan<float> goal = hindsight.Relabel(first, ref one, random);
            Assert.True(goal.IsEmpty || goal.SequenceEqual([0f, 1f]));
        }

        Assert.Equal(before, two);
    }

    [Fact]
    public void RelabelingAllocatesNothing()
    {
        TrainingOptions options = Options(HindsightStrategy.Future, 3, 4);
        var played = new GoalHistory(5, 2, 100, 4, discounts: false, options);
        for (int t = 0; t < 500; t++)
        {
            played.Play();
        }

        var hindsight = new HindsightGoals(played.Memory, played.Goals, options);
        var random = Pcg64.FromSeed(1);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (long row = 0; row < 200; row++)
            {
                if (played.Memory.TryRead(row, 3, Gamma, out ReplayTransition transition))
                {
                    hindsight.Relabel(row, ref transition, random);
                }
            }
        }));
    }

    // All goals that the strategy allows, found by walking the lane.
    private static List<float[]> Candidates(GoalHistory played, HindsightStrategy strategy, int lane, int index)
    {
        List<ReplayHistory.Row> rows = played.History.Lane(lane);
        int first = index, last = index;
        while (first > 0 && rows[first - 1].Episode == rows[index].Episode && played.History.IsReadable(lane, first - 1))
        {
            first--;
        }

        while (last + 1 < rows.Count && rows[last + 1].Episode == rows[index].Episode)
        {
            last++;
        }

        int from = strategy switch { HindsightStrategy.Future => index + 1, HindsightStrategy.Episode => first + 1, _ => last };
        return [.. rows[from..(last + 1)].Select(GoalHistory.Achieved)];
    }

    private static TrainingOptions Options(HindsightStrategy strategy, int steps, double k) =>
        new TrainingOptions { Gamma = Gamma, Replay = new() { NStep = steps } }
            .With("her", new HindsightOptions { Strategy = strategy, K = k });
}
