using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tests.Diagnostic;

public sealed class BitFlipTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(40)]
    public void AnActionFlipsItsBitAndNothingButTheGoalPays(int n)
    {
        var world = new BitFlip(n);
        var observation = new float[3 * n];
        var random = Pcg64.FromSeed(7);
        int reached = 0;
        for (int episode = 0; episode < 300; episode++)
        {
            world.Reset(episode == 0 ? 3ul : null, observation);
            float[] bits = observation[..n], goal = observation[(2 * n)..];
            Assert.All(observation, x => Assert.True(x is 0 or 1));
            Assert.NotEqual(bits, goal);
            for (int step = 0; step < 2 * n; step++)
            {
                // Mostly a bit that is wrong.
                int[] wrong = [.. Enumerable.Range(0, n).Where(i => bits[i] != goal[i])];
                int action = random.Chance(0.8) ? wrong[random.Integers(0, wrong.Length)] : random.Integers(0, n);
                bits[action] = bits[action] == 0 ? 1 : 0;
                bool done = bits.SequenceEqual(goal);
                Assert.Equal(new StepResult(done ? 0 : -1, done), world.Step(action, observation));
                Assert.Equal([.. bits, .. bits, .. goal], observation);
                if (done)
                {
                    reached++;
                    break;
                }
            }
        }

        Assert.InRange(reached, 100, 300);
    }

    [Fact]
    public void BitsAndGoalsAreDrawnFairlyWhereTheyDiffer()
    {
        // Of 16 pairs of 2 bits the 4 equal ones are left out.
        const int Episodes = 12_000;
        var world = new BitFlip(2);
        float[] observation = new float[6];
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < Episodes; i++)
        {
            world.Reset(i == 0 ? 5ul : null, observation);
            string pair = string.Concat(observation[2..]);
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }

        Assert.Equal(12, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 1_000 - 150, 1_000 + 150));
    }

    [Theory]
    [InlineData("bits=40", 40)]
    [InlineData("bits=8,max_episode_steps=5", 5)]
    public void TheTimeLimitIsThePapersUnlessItIsGiven(string settings, int limit)
    {
        Environment world = EnvironmentRegistry.Default.Make("BitFlip-v0", EnvironmentOptions.Parse(settings.Split(',')));
        Assert.Equal(limit, Assert.IsType<TimeLimit>(world).MaxEpisodeSteps);
    }

    [Theory]
    [InlineData(8, 1 / 36.75)]
    [InlineData(15, 1 / 2352.4)]
    public void RandomPlayReachesTheGoalAsOftenAsTheHypercubeSays(int n, double documented)
    {
        // The chance of each number of wrong bits, and that of having had none.
        double pairs = Math.Pow(2, n) - 1;
        double[] chance = [.. Enumerable.Range(0, n + 1).Select(wrong => wrong == 0 ? 0 : Binomial(n, wrong) / pairs)];
        double reached = 0;
        for (int step = 0; step < n; step++)
        {
            var next = new double[n + 1];
            for (int wrong = 1; wrong <= n; wrong++)
            {
                next[wrong - 1] += chance[wrong] * wrong / n;
                if (wrong < n)
                {
                    next[wrong + 1] += chance[wrong] * (n - wrong) / n;
                }
            }

            reached += next[0];
            next[0] = 0;
            chance = next;
        }

        Assert.Equal(documented, reached, documented / 100);

        const int Episodes = 30_000;
        Environment world = EnvironmentRegistry.Default.Make("BitFlip-v0", new EnvironmentOptions(("bits", n)));
        var random = Pcg64.FromSeed(9);
        float[] observation = new float[3 * n];
        int successes = 0;
        for (int i = 0; i < Episodes; i++)
        {
            world.Reset(i == 0 ? 1ul : null, observation);
            StepResult result;
            do
            {
                result = world.Step(random.Integers(0, n), observation);
            }
            while (!result.EpisodeEnded);
            successes += result.Terminated ? 1 : 0;
        }

        double expected = reached * Episodes;
        Assert.InRange(successes, expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
    }

    private static double Binomial(int n, int k) =>
        Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
}
