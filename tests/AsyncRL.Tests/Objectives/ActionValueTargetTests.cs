using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Tests.Objectives;

/// <summary>The targets of the value methods against their formulas written out one row at a time.</summary>
public sealed class ActionValueTargetTests
{
    private const float Gamma = 0.9f;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 15)]
    [InlineData(4, 10)]
    public void OneStepTargetsAreRewardPlusDiscountedNextValue(int environments, int rows)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Data d = Data.Random(seed, environments, rows);
            var targets = new float[rows];
            OneStepTargets.Compute(d.Rewards, d.Terminated, d.Truncated, d.Values, d.FinalValues, environments, Gamma, targets);
            for (int i = 0; i < rows; i++)
            {
                double next = d.Terminated[i] ? 0 : d.Truncated[i] ? d.FinalValues[i] : d.Values[i + environments];
                Assert.Equal(d.Rewards[i] + Gamma * next, targets[i], 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 15)]
    [InlineData(4, 10)]
    public void NStepReturnsAreAllRewardsOfTheSegmentAndThenTheValue(int environments, int rows)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Data d = Data.Random(seed, environments, rows);
            var returns = new float[rows];
            NStepReturns.Compute(d.Rewards, d.Terminated, d.Truncated, d.Values, d.FinalValues, environments, Gamma, returns);
            for (int i = 0; i < rows; i++)
            {
                Assert.Equal(Naive(d, i, environments), returns[i], 1e-4);
            }
        }
    }

    [Fact]
    public void TheGreedyActionIsTheBestLegalOne()
    {
        Assert.Equal(2, ActionValues.Greedy([1f, 0f, 3f, 3f], []));
        Assert.Equal(0, ActionValues.Greedy([1f, 0f, 3f, 3f], [true, true, false, false]));
        Assert.Contains(
            "No action is legal", Assert.Throws<ArgumentException>(() => ActionValues.Greedy([1f], [false])).Message,
            StringComparison.Ordinal);
    }

    private static double Naive(Data d, int row, int environments)
    {
        double sum = 0, discount = 1;
        for (int at = row; ; at += environments, discount *= Gamma)
        {
            if (at >= d.Rewards.Length)
            {
                return sum + discount * d.Values[at];
            }

            sum += discount * d.Rewards[at];
            if (d.Terminated[at])
            {
                return sum;
            }

            if (d.Truncated[at])
            {
                return sum + discount * Gamma * d.FinalValues[at];
            }
        }
    }

    private sealed record Data(float[] Rewards, bool[] Terminated, bool[] Truncated, float[] Values, float[] FinalValues)
    {
        public static Data Random(int seed, int environments, int rows)
        {
            var random = new Random(seed);
            float[] Floats(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)(random.NextDouble() * 4 - 2))];
            bool[] Flags(int n) => [.. Enumerable.Range(0, n).Select(_ => random.Next(6) == 0)];
            return new Data(Floats(rows), Flags(rows), Flags(rows), Floats(rows + environments), Floats(rows));
        }
    }
}
