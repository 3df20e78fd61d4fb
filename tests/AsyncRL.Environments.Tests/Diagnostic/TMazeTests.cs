using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tests.Diagnostic;

public class TMazeTests
{
    private static readonly (int X, int Y)[] Moves = [(0, -1), (0, 1), (1, 0), (-1, 0)];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(10)]
    public void AWalkerOnAMapSeesTheSame(int length)
    {
        // The maze as a set of open cells: the corridor along y = 0, an arm on either side of its end.
        HashSet<(int X, int Y)> open = [(length, -1), (length, 1), .. Enumerable.Range(0, length + 1).Select(x => (x, 0))];
        var maze = new TMaze(length);
        var observation = new float[3];
        var random = Pcg64.FromSeed(6);
        int reached = 0, missed = 0;
        for (int episode = 0; episode < 40; episode++)
        {
            maze.Reset(episode == 0 ? 2ul : null, observation);
            int goal = observation[0] == 0 ? -1 : 1;
            (int X, int Y) at = (0, 0);
            while (true)
            {
                Assert.Equal(Seen(at, goal, length), observation);
                int action = random.Integers(0, 4);
                (int X, int Y) target = (at.X + Moves[action].X, at.Y + Moves[action].Y);
                double reward = open.Contains(target) ? 0 : -0.1;
                at = open.Contains(target) ? target : at;
                bool over = at.Y != 0;
                if (over)
                {
                    reward = at.Y == goal ? 4 : -0.1;
                }

                Assert.Equal(new StepResult(reward, over), maze.Step(action, observation));
                if (over)
                {
                    break;
                }
            }

            Assert.Equal([0, 0, 0], observation);
            (reached, missed) = at.Y == goal ? (reached + 1, missed) : (reached, missed + 1);
        }

        Assert.True(reached > 5 && missed > 5);
    }

    [Theory]
    [InlineData("TMaze-v0", 10)]
    [InlineData("TMaze20-v0", 20)]
    public void RememberingTheSignReturnsFourInOneStepMoreThanTheCorridorIsLong(string id, int length)
    {
        Environment maze = EnvironmentRegistry.Default.Make(id);
        var observation = new float[3];
        for (int episode = 0; episode < 20; episode++)
        {
            maze.Reset(episode == 0 ? 1ul : null, observation);
            int turn = observation[0] == 0 ? 0 : 1;
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(new StepResult(0, false), maze.Step(2, observation));
            }

            Assert.Equal([0, 1, 0], observation);
            Assert.Equal(new StepResult(4, true), maze.Step(turn, observation));
        }
    }

    [Theory]
    [InlineData("TMaze-v0")]
    [InlineData("TMaze20-v0")]
    public void AReturnAboveZeroMeansTheGoalWasReachedHoweverManyWallsWereHit(string id)
    {
        EnvironmentSpec spec = EnvironmentRegistry.Default.Find(id);
        Environment maze = EnvironmentRegistry.Default.Make(id);
        int length = ((TMaze)maze.Unwrapped).CorridorLength;
        var observation = new float[3];
        maze.Reset(1, observation);
        int turn = observation[0] == 0 ? 0 : 1;
        double sum = 0;
        for (int i = 0; i < spec.MaxEpisodeSteps - length - 1; i++)
        {
            sum += maze.Step(3, observation).Reward;
        }

        for (int i = 0; i < length; i++)
        {
            sum += maze.Step(2, observation).Reward;
        }

        StepResult last = maze.Step(turn, observation);

        Assert.Equal(new StepResult(4, true, true), last);
        Assert.True(sum + last.Reward > 0.05);
    }

    [Fact]
    public void ARandomPolicyDoesAsTheMarkovChainSays()
    {
        const int Length = 3, Limit = 26, Episodes = 10_000;
        // The chance of being at each cell, and what the next step brings from there on average: the arms give 4 and -0.1 alike.
        var chance = new double[Length + 1];
        chance[0] = 1;
        double expected = 0;
        for (int step = 0; step < Limit; step++)
        {
            var next = new double[Length + 1];
            for (int x = 0; x <= Length; x++)
            {
                bool junction = x == Length;
                expected += chance[x] * ((junction ? 0.25 * (4 - 0.1) : 0.5 * -0.1) + (x == 0 || junction ? 0.25 * -0.1 : 0));
                next[Math.Max(x - 1, 0)] += 0.25 * chance[x];
                next[Math.Min(x + 1, Length)] += 0.25 * chance[x];
                next[x] += junction ? 0 : 0.5 * chance[x];
            }

            chance = next;
        }

        var maze = new TimeLimit(new TMaze(Length), Limit);
        var observation = new float[3];
        var random = Pcg64.FromSeed(12);
        double sum = 0, squares = 0;
        for (int episode = 0; episode < Episodes; episode++)
        {
            maze.Reset(episode == 0 ? 9ul : null, observation);
            double total = 0;
            StepResult result;
            do
            {
                result = maze.Step(random.Integers(0, 4), observation);
                total += result.Reward;
            }
            while (!result.EpisodeEnded);
            sum += total;
            squares += total * total;
        }

        double mean = sum / Episodes;
        double error = Math.Sqrt(((squares / Episodes) - (mean * mean)) / Episodes);
        Assert.True(Math.Abs(mean - expected) < 5 * error, $"{mean} +- {error} against {expected}");
    }

    [Fact]
    public void AMazeWithoutACorridorIsRefused() =>
        Assert.StartsWith(
            "A T-maze with a corridor of 0 moves", Assert.Throws<ArgumentOutOfRangeException>(() => new TMaze(0)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void AStateOfALongerMazeIsRefusedWhereItDoesNotFit()
    {
        var maze = new TMaze(20);
        var observation = new float[3];
        maze.Reset(1, observation);
        for (int i = 0; i < 15; i++)
        {
            maze.Step(2, observation);
        }

        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        maze.SaveState(writer);
        memory.Position = 0;

        using var reader = new BinaryReader(memory);
        Assert.Throws<InvalidDataException>(() => new TMaze(10).LoadState(reader));
    }

    private static float[] Seen((int X, int Y) at, int goal, int length)
    {
        if (at.X == 0)
        {
            return goal < 0 ? [0, 1, 1] : [1, 1, 0];
        }

        return at.X == length ? [0, 1, 0] : [1, 0, 1];
    }
}
