using AsyncRL.Objectives;

namespace AsyncRL.Tests.Objectives;

public sealed class LambdaReturnsTests
{
    private const float Gamma = 0.9f;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(3, 5)]
    [InlineData(4, 20)]
    public void WithLambdaOneTheReturnsAreThePapersForwardView(int environments, int ticks)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Segment segment = Segment.Random(seed, environments, ticks * environments);
            (float[] advantages, float[] returns) = segment.Compute(lambda: 1f);
            for (int i = 0; i < segment.Rows; i++)
            {
                double expected = segment.NaiveNStepReturn(i);
                Assert.Equal(expected, returns[i], 1e-4);
                Assert.Equal(expected - segment.Values[i], advantages[i], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.8f)]
    [InlineData(0.95f)]
    public void AdvantagesAreTheLambdaWeightedSumOfTemporalDifferenceErrors(float lambda)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Segment segment = Segment.Random(seed, environments: 3, rows: 30);
            (float[] advantages, _) = segment.Compute(lambda);
            for (int i = 0; i < segment.Rows; i++)
            {
                Assert.Equal(segment.NaiveAdvantage(i, lambda), advantages[i], 1e-4);
            }
        }
    }

    [Fact]
    public void ASegmentThatEndsInTheMiddleOfATickBootstrapsEachEnvironmentFromItsOwnNextState()
    {
        // Two environments, three rows: environment 0 played twice, environment 1 once.
        Segment segment = Segment.Random(seed: 7, environments: 2, rows: 3);
        Array.Clear(segment.Terminated);
        Array.Clear(segment.Truncated);
        (_, float[] returns) = segment.Compute(lambda: 1f);
        Assert.Equal(segment.Rewards[1] + Gamma * segment.Values[3], returns[1], 1e-5);
        Assert.Equal(segment.Rewards[2] + Gamma * segment.Values[4], returns[2], 1e-5);
    }

    [Fact]
    public void ATerminatedEpisodeIsFollowedByNothingAndATruncatedOneByTheValueOfItsFinalObservation()
    {
        float[] advantages = new float[2], returns = new float[2];
        LambdaReturns.Compute(
            [1f, 2f], [true, false], [false, true], [0f, 0f, 100f], [0f, 10f], 1, Gamma, 1f, advantages, returns);
        Assert.Equal(1f, returns[0]);
        Assert.Equal(2f + Gamma * 10f, returns[1]);
    }

    [Fact]
    public void TerminationWinsOverTruncationWhenBothAreTrue()
    {
        float[] advantages = new float[1], returns = new float[1];
        LambdaReturns.Compute([3f], [true], [true], [0f, 100f], [50f], 1, Gamma, 1f, advantages, returns);
        Assert.Equal(3f, returns[0]);
    }

    private sealed record Segment(
        int Environments, float[] Rewards, bool[] Terminated, bool[] Truncated, float[] Values, float[] FinalValues)
    {
        public int Rows => Rewards.Length;

        public static Segment Random(int seed, int environments, int rows)
        {
            var random = new Random(seed);
            float[] Floats(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)(random.NextDouble() * 4 - 2))];
            bool[] Flags(int n) => [.. Enumerable.Range(0, n).Select(_ => random.Next(6) == 0)];
            return new Segment(environments, Floats(rows), Flags(rows), Flags(rows), Floats(rows + environments), Floats(rows));
        }

        public (float[] Advantages, float[] Returns) Compute(float lambda)
        {
            float[] advantages = new float[Rows], returns = new float[Rows];
            LambdaReturns.Compute(
                Rewards, Terminated, Truncated, Values, FinalValues, Environments, Gamma, lambda, advantages, returns);
            return (advantages, returns);
        }

        // R_i = sum_{j<k} gamma^j r_{i+j} + gamma^k V(s_{i+k}), k = steps until the segment's or the episode's end.
        public double NaiveNStepReturn(int row)
        {
            double sum = 0;
            for (int j = 0; ; j++)
            {
                int at = row + j * Environments;
                if (at >= Rows)
                {
                    return sum + Math.Pow(Gamma, j) * Values[at];
                }

                sum += Math.Pow(Gamma, j) * Rewards[at];
                if (Terminated[at])
                {
                    return sum;
                }

                if (Truncated[at])
                {
                    return sum + Math.Pow(Gamma, j + 1) * FinalValues[at];
                }
            }
        }

        // A_i = sum_l (gamma lambda)^l delta_{i+l}, up to the segment's or the episode's end.
        public double NaiveAdvantage(int row, float lambda)
        {
            double sum = 0;
            for (int l = 0; ; l++)
            {
                int at = row + l * Environments;
                if (at >= Rows)
                {
                    return sum;
                }

                double next = Terminated[at] ? 0 : Truncated[at] ? FinalValues[at] : Values[at + Environments];
                double delta = Rewards[at] + Gamma * next - Values[at];
                sum += Math.Pow(Gamma * lambda, l) * delta;
                if (Terminated[at] || Truncated[at])
                {
                    return sum;
                }
            }
        }
    }
}
