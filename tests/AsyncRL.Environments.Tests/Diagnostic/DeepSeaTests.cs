using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tests.Diagnostic;

public class DeepSeaTests
{
    // bsuite's rules, written down once more in the order in which it states them.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 2)]
    [InlineData(10, 0)]
    [InlineData(13, 3)]
    public void EveryStepIsThatOfTheRules(int n, ulong mapSeed)
    {
        var sea = new DeepSea(n, mapSeed);
        var observation = new float[n * n];
        var measures = new double[1];
        var random = Pcg64.FromSeed(7);
        int treasures = 0, good = 0;
        for (int episode = 0; episode < 2_000; episode++)
        {
            sea.Reset(episode == 0 ? 1ul : null, observation);
            Assert.Equal(OneHot(n, 0, 0), observation);
            int column = 0;
            bool bad = false, found = false;
            double eagerness = 0.5 + (0.5 * (episode % 11) / 10);
            for (int row = 0; row < n; row++)
            {
                bool right = random.Chance(eagerness);
                int action = right ? sea.RightAction(row, column) : 1 - sea.RightAction(row, column);
                double reward = 0;
                if (column == n - 1 && right)
                {
                    reward += 1;
                    found = true;
                }

                if (right)
                {
                    column = Math.Clamp(column + 1, 0, n - 1);
                    reward -= 0.01 / n;
                }
                else
                {
                    bad |= row == column;
                    column = Math.Clamp(column - 1, 0, n - 1);
                }

                StepResult result = sea.Step(action, observation);
                Assert.Equal(reward, result.Reward, 15);
                Assert.Equal((row == n - 1, false), (result.Terminated, result.Truncated));
                Assert.Equal(row == n - 1 ? new float[n * n] : OneHot(n, row + 1, column), observation);
            }

            Assert.Equal(!bad, found);
            sea.WriteMeasures(measures);
            Assert.Equal(bad ? 1 : 0, measures[0]);
            treasures += found ? 1 : 0;
            good += bad ? 0 : 1;
        }

        Assert.InRange(treasures, 100, 1_999);
        Assert.Equal(treasures, good);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    public void TheDiagonalReturnsTheBestReturnAndTheOppositeNothing(int n)
    {
        Assert.Equal(0.99, Play(n, goesRight: true), 12);
        Assert.Equal(0, Play(n, goesRight: false));
    }

    [Fact]
    public void OnlyOneSequenceOfActionsFindsTheTreasure()
    {
        const int N = 8;
        var sea = new DeepSea(N, mapSeed: 4);
        var observation = new float[N * N];
        int found = 0;
        for (int actions = 0; actions < 1 << N; actions++)
        {
            sea.Reset(null, observation);
            double sum = 0;
            for (int step = 0; step < N; step++)
            {
                sum += sea.Step((actions >> step) & 1, observation).Reward;
            }

            Assert.InRange(sum, -0.01, 0.99 + 1e-12);
            found += sum > 0 ? 1 : 0;
        }

        Assert.Equal(1, found);
    }

    [Fact]
    public void TheMapBelongsToTheWorldAndNotToTheEpisode()
    {
        Assert.Equal(Map(new DeepSea(20, 5)), Map(new DeepSea(20, 5)));
        Assert.NotEqual(Map(new DeepSea(20, 5)), Map(new DeepSea(20, 6)));
        Assert.InRange(Map(new DeepSea(20, 5)).Average(), 0.4, 0.6);

        var sea = new DeepSea(20, 5);
        List<int> before = Map(sea);
        var observation = new float[400];
        for (ulong seed = 0; seed < 5; seed++)
        {
            sea.Reset(seed, observation);
            Assert.Equal(before, Map(sea));
        }

        var made = (DeepSea)EnvironmentRegistry.Default.Make(
            "DeepSea-v0", new EnvironmentOptions(("size", 20), ("map_seed", 5))).Unwrapped;
        Assert.Equal(before, Map(made));

        static List<int> Map(DeepSea sea) =>
            [.. Enumerable.Range(0, 400).Select(cell => sea.RightAction(cell / 20, cell % 20))];
    }

    [Fact]
    public void RandomPlayFindsTheTreasureInOneEpisodeOf1024()
    {
        const int Episodes = 200_000;
        Environment sea = EnvironmentRegistry.Default.Make("DeepSea-v0");
        var observation = new float[100];
        var random = Pcg64.FromSeed(2);
        int found = 0;
        for (int episode = 0; episode < Episodes; episode++)
        {
            sea.Reset(null, observation);
            StepResult result;
            do
            {
                result = sea.Step(random.Integers(0, 2), observation);
            }
            while (!result.EpisodeEnded);
            found += result.Reward > 0.5 ? 1 : 0;
        }

        const double Expected = Episodes / 1024.0;
        Assert.InRange(found, Expected - (5 * Math.Sqrt(Expected)), Expected + (5 * Math.Sqrt(Expected)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_001)]
    public void ASizeWithoutAChoiceOrBeyondMemoryIsRefused(int size) =>
        Assert.StartsWith(
            $"A sea of {size} x {size} cells", Assert.Throws<ArgumentOutOfRangeException>(() => new DeepSea(size)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void AStateOfALargerSeaIsRefusedWhereItDoesNotFit()
    {
        var sea = new DeepSea(20);
        var observation = new float[400];
        sea.Reset(1, observation);
        for (int i = 0; i < 12; i++)
        {
            sea.Step(0, observation);
        }

        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        sea.SaveState(writer);
        memory.Position = 0;

        using var reader = new BinaryReader(memory);
        Assert.Contains(
            "is row 12,", Assert.Throws<InvalidDataException>(() => new DeepSea().LoadState(reader)).Message,
            StringComparison.Ordinal);
    }

    private static double Play(int n, bool goesRight)
    {
        var sea = new DeepSea(n);
        var observation = new float[n * n];
        sea.Reset(1, observation);
        double sum = 0;
        for (int row = 0; row < n; row++)
        {
            int right = sea.RightAction(row, goesRight ? row : 0);
            sum += sea.Step(goesRight ? right : 1 - right, observation).Reward;
        }

        return sum;
    }

    private static float[] OneHot(int n, int row, int column)
    {
        var grid = new float[n * n];
        grid[(row * n) + column] = 1;
        return grid;
    }
}
