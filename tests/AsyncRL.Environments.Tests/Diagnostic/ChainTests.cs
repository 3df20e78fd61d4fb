using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tests.Diagnostic;

public class ChainTests
{
    private const int Left = 0;
    private const int Right = 1;

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(25)]
    public void AThermometerShowsTheStateAndTheEndsPayThoseWhoPush(int length)
    {
        var chain = new Chain(length);
        var observation = new float[length];
        var random = Pcg64.FromSeed(3);
        chain.Reset(1, observation);
        int state = 2;
        int near = 0, far = 0;
        for (int step = 0; step < 3000; step++)
        {
            Assert.Equal(Thermometer(state, length), observation);
            int action = random.Chance(0.5 + (0.4 * Math.Sin(step / 50.0))) ? Right : Left;
            double reward = 0;
            if (action == Left && state == 1)
            {
                (reward, near) = (0.001, near + 1);
            }
            else if (action == Right && state == length)
            {
                (reward, far) = (1, far + 1);
            }
            else
            {
                state += action == Right ? 1 : -1;
            }

            Assert.Equal(new StepResult(reward, false), chain.Step(action, observation));
        }

        Assert.True(near > 0 && far > 0);
    }

    [Fact]
    public void EveryEpisodeBeginsInTheSecondState()
    {
        var chain = new Chain(6);
        var observation = new float[6];
        for (int episode = 0; episode < 5; episode++)
        {
            chain.Reset(episode == 0 ? 1ul : null, observation);
            Assert.Equal(Thermometer(2, 6), observation);
            for (int i = 0; i < episode; i++)
            {
                chain.Step(Right, observation);
            }
        }
    }

    // N + 9 observations, the first of which a reset gives.
    [Theory]
    [InlineData("Chain-v0", 10)]
    [InlineData("Chain20-v0", 20)]
    [InlineData("Chain50-v0", 50)]
    [InlineData("Chain100-v0", 100)]
    public void GoingRightReturnsThePapersTenAndGoingLeftAlmostNothing(string id, int length)
    {
        Assert.Equal(length, ((Chain)EnvironmentRegistry.Default.Make(id).Unwrapped).Length);
        Assert.Equal((10, length + 8), Play(id, () => Right));
        (double sum, int steps) = Play(id, () => Left);
        Assert.Equal(0.001 * (length + 7), sum, 12);
        Assert.Equal(length + 8, steps);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    public void NoSequenceOfActionsReturnsMoreThanTen(int length)
    {
        // All of them, as the bits of a number.
        var chain = new Chain(length);
        var observation = new float[length];
        double best = 0;
        for (int actions = 0; actions < 1 << (length + 8); actions++)
        {
            chain.Reset(null, observation);
            double sum = 0;
            for (int step = 0; step < length + 8; step++)
            {
                sum += chain.Step((actions >> step) & 1, observation).Reward;
            }

            best = Math.Max(best, sum);
        }

        Assert.Equal(10, best);
    }

    [Theory]
    [InlineData("Chain-v0", 10, 0.0731, 0.0711, 20_000)]
    [InlineData("Chain20-v0", 20, 0.0033, 0.00057, 100_000)]
    public void RandomPlayDoesAsTheMarkovChainSays(
        string id, int length, double documented, double documentedChance, int episodes)
    {
        // The chance to be in each state, and to have been in the last one.
        double[] chance = new double[length], before = new double[length];
        chance[1] = before[1] = 1;
        double expected = 0, reached = 0;
        for (int step = 0; step < length + 8; step++)
        {
            expected += (0.5 * 0.001 * chance[0]) + (0.5 * chance[^1]);
            double[] next = new double[length], nextBefore = new double[length];
            for (int x = 0; x < length; x++)
            {
                next[Math.Max(x - 1, 0)] += chance[x] / 2;
                next[Math.Min(x + 1, length - 1)] += chance[x] / 2;
                nextBefore[Math.Max(x - 1, 0)] += before[x] / 2;
                nextBefore[Math.Min(x + 1, length - 1)] += before[x] / 2;
            }

            reached += nextBefore[^1];
            nextBefore[^1] = 0;
            (chance, before) = (next, nextBefore);
        }

        Assert.Equal(documented, expected, documented / 50);
        Assert.Equal(documentedChance, reached, documentedChance / 50);

        var random = Pcg64.FromSeed(5);
        Environment chain = EnvironmentRegistry.Default.Make(id);
        var observation = new float[length];
        double sum = 0, squares = 0;
        int seen = 0;
        for (int episode = 0; episode < episodes; episode++)
        {
            chain.Reset(null, observation);
            double total = 0;
            bool atEnd = false;
            StepResult result;
            do
            {
                result = chain.Step(random.Integers(0, 2), observation);
                total += result.Reward;
                atEnd |= observation[^1] == 1;
            }
            while (!result.EpisodeEnded);
            sum += total;
            squares += total * total;
            seen += atEnd ? 1 : 0;
        }

        double mean = sum / episodes;
        double error = Math.Sqrt(((squares / episodes) - (mean * mean)) / episodes);
        Assert.True(Math.Abs(mean - expected) < 5 * error, $"{mean} +- {error} against {expected}");
        Assert.InRange(
            seen, (reached * episodes) - (5 * Math.Sqrt(reached * episodes)),
            (reached * episodes) + (5 * Math.Sqrt(reached * episodes)));
    }

    [Fact]
    public void AChainWithoutAMiddleIsRefused() =>
        Assert.StartsWith(
            "A chain of 3 states", Assert.Throws<ArgumentOutOfRangeException>(() => new Chain(3)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void AStateOfALongerChainIsRefusedWhereItDoesNotFit()
    {
        var chain = new Chain(20);
        var observation = new float[20];
        chain.Reset(1, observation);
        for (int i = 0; i < 15; i++)
        {
            chain.Step(Right, observation);
        }

        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        chain.SaveState(writer);
        memory.Position = 0;

        using var reader = new BinaryReader(memory);
        Assert.Contains(
            "is s17, but this chain has 10", Assert.Throws<InvalidDataException>(() => new Chain(10).LoadState(reader)).Message,
            StringComparison.Ordinal);
    }

    private static float[] Thermometer(int state, int length) =>
        [.. Enumerable.Range(1, length).Select(x => x <= state ? 1f : 0f)];

    private static (double Sum, int Steps) Play(string id, Func<int> choose)
    {
        Environment chain = EnvironmentRegistry.Default.Make(id);
        var observation = new float[chain.ObservationSpace.Length];
        chain.Reset(1, observation);
        double sum = 0;
        for (int steps = 1; ; steps++)
        {
            StepResult result = chain.Step(choose(), observation);
            sum += result.Reward;
            if (!result.EpisodeEnded)
            {
                continue;
            }

            Assert.True(result is { Truncated: true, Terminated: false });
            return (sum, steps);
        }
    }
}
