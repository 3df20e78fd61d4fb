using AsyncRL.Environments;
using AsyncRL.Replay;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Replay;

public sealed class PrioritizedReplayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    [InlineData(64)]
    public void TheTreeFindsWhereTheRunningSumPassesAValue(int count)
    {
        var random = new Random(count);
        var tree = new SumTree(count);
        var weights = new double[count];
        for (int change = 0; change < 200; change++)
        {
            int at = random.Next(count);
            tree[at] = weights[at] = random.Next(4); // zeros among them
            double total = weights.Sum();
            Assert.Equal(total, tree.Total, 1e-9);
            if (total == 0)
            {
                continue;
            }

            double value = random.NextDouble() * total, sum = 0;
            int expected = 0;
            while (sum + weights[expected] <= value)
            {
                sum += weights[expected++];
            }

            Assert.Equal(expected, tree.Find(value));
            Assert.Equal(weights[at], tree[at]);
        }
    }

    [Fact]
    public void AWeightOfZeroIsNeverFoundNotEvenAtTheEnd()
    {
        var tree = new SumTree(5) { [1] = 0.1, [3] = 0.7 };
        Assert.Equal(3, tree.Find(tree.Total));
        Assert.Equal(1, tree.Find(0));
    }

    [Fact]
    public void TransitionsAreDrawnInProportionToTheirErrorsAndWeighedAgainstIt()
    {
        const double Alpha = 0.7, Beta = 0.4;
        const int Count = 6, Draws = 30_000;
        (ReplayMemory memory, PrioritizedReplay replay) = Fill(Count, Alpha);
        float[] errors = [0.1f, -2f, 0.5f, 3f, 0f, -1f];
        replay.Learnt([0, 1, 2, 3, 4, 5], errors);

        double[] p = [.. errors.Select(e => Math.Pow(Math.Abs(e) + 1e-6, Alpha))];
        double[] probability = [.. p.Select(x => x / p.Sum())];
        var drawn = new int[Count];
        var rows = new long[4];
        var transitions = new ReplayTransition[4];
        var weights = new float[4];
        Pcg64 random = Pcg64.FromSeed(3);
        for (int n = 0; n < Draws; n++)
        {
            replay.Draw(random, Beta, rows, transitions, weights);
            double[] naive = [.. rows.Select(r => Math.Pow(Count * probability[r], -Beta))];
            for (int i = 0; i < rows.Length; i++)
            {
                drawn[rows[i]]++;
                Assert.Equal(naive[i] / naive.Max(), weights[i], 1e-5);
                Assert.Equal(rows[i], transitions[i].Action);
            }
        }

        for (int row = 0; row < Count; row++)
        {
            double share = (double)drawn[row] / (4 * Draws);
            Assert.Equal(probability[row], share, 5 * Math.Sqrt(probability[row] / (4.0 * Draws)) + 1e-6);
        }

        Assert.Equal(Count, memory.Transitions);
    }

    [Fact]
    public void WhatWasNeverLearntFromHasTheGreatestPriority()
    {
        (_, PrioritizedReplay replay) = Fill(4, 1);
        replay.Learnt([0, 1, 2, 3], [1f, 1f, 8f, 1f]);
        replay.Complete(0, 99, 0, terminated: true, truncated: false);
        replay.Observe(0, [0f], [], begins: true);
        Assert.InRange(Share(replay, action: 99), 0.37, 0.47); // 8 of 8 + 1 + 1 + 8 + 1
    }

    [Fact]
    public void WithAlphaZeroEveryTransitionIsEquallyProbable()
    {
        (_, PrioritizedReplay replay) = Fill(4, 0);
        replay.Learnt([0, 1, 2, 3], [1f, 100f, 8f, 1f]);
        Assert.InRange(Share(replay, action: 1), 0.22, 0.28);
    }

    [Fact]
    public void UniformDrawsAreUniform()
    {
        (ReplayMemory memory, _) = Fill(5, 1);
        Assert.InRange(Share(new UniformReplay(memory, 1, 0.9f), action: 1), 0.17, 0.23);
    }

    private static double Share(ReplayDraws replay, int action)
    {
        var rows = new long[1];
        var transitions = new ReplayTransition[1];
        var weights = new float[1];
        Pcg64 random = Pcg64.FromSeed(3);
        int drawn = 0;
        for (int n = 0; n < 4_000; n++)
        {
            replay.Draw(random, 1, rows, transitions, weights);
            drawn += transitions[0].Action == action ? 1 : 0;
            Assert.Equal(1f, weights[0]);
        }

        return drawn / 4_000.0;
    }

    // One lane, whose row i has the action i; the last row is the state it is in.
    private static (ReplayMemory Memory, PrioritizedReplay Replay) Fill(int count, double alpha)
    {
        var memory = new ReplayMemory(new ReplayLayout(new Box(-1f, 1f, 1), 0, 1, 20));
        var replay = new PrioritizedReplay(memory, 1, 0.9f, alpha);
        for (int i = 0; i < count; i++)
        {
            replay.Observe(0, [0f], [], begins: i == 0);
            replay.Complete(0, i, 0, terminated: false, truncated: false);
        }

        replay.Observe(0, [0f], [], begins: false);
        return (memory, replay);
    }
}
