using AsyncRL.Environments.Tabular;
using AsyncRL.Environments.ToyText;

namespace AsyncRL.Environments.Tests.ToyText;

public class FrozenLakeTests
{
    public static TheoryData<string[], string> BadMaps => new()
    {
        { [], "is empty" },
        { [""], "is empty" },
        { ["SFF", "FG"], "has 2 cells in row 1, 'FG', but 3 in row 0" },
        { ["SF", "FX"], "has the letter 'X' in row 1, column 1; the letters are S" },
        { ["Sg"], "has the letter 'g' in row 0, column 1" },
        { ["FF", "FG"], "has no start; mark at least one cell S" },
        { ["SF", "FF"], "has no goal; mark at least one cell G" },
        { ["SHG"], "has a start in row 0, column 0 from which no goal can be reached" },
        { ["SHS", "FHG"], "has a start in row 0, column 0 from which no goal can be reached" },
        { ["SF", null!], "has null as its row 1" },
    };

    [Theory]
    [MemberData(nameof(BadMaps))]
    public void AMapThatCannotBePlayedIsRefusedWithWhatIsWrong(string[] map, string what)
    {
        var error = Assert.Throws<ArgumentException>(() => new FrozenLake(map));
        Assert.StartsWith($"The map of the frozen lake {what}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void ASuccessRateThatIsNoProbabilityIsRefused(double rate) =>
        Assert.Contains(
            "must lie between 0 and 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => new FrozenLake(successRate: rate)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void AnInfiniteRewardIsRefused() =>
        Assert.Throws<ArgumentException>(() => new FrozenLake(goalReward: double.PositiveInfinity));

    [Fact]
    public void AMapOfOnesOwnMayHaveSeveralStartsAndGoalsAndNeedNotBeSquare()
    {
        var lake = new FrozenLake(["SFFSS", "GHFFG"], successRate: 0.8, goalReward: 2, holeReward: -3, frozenReward: -0.5);
        double third = 1.0 / 3, side = (1 - 0.8) / 2;

        Assert.Equal(10, lake.States);
        Assert.Equal([third, 0, 0, third, third, 0, 0, 0, 0, 0], lake.InitialDistribution.ToArray());
        // Down from the second cell lies the hole; slipping leads left and right.
        Assert.Equal(
            [new Transition(side, 0, -0.5, false), new Transition(0.8, 6, -3, true), new Transition(side, 2, -0.5, false)],
            lake.Transitions(1, 1).ToArray());
        // Left off the map stays; slipping leads up, off the map as well, and down into the goal.
        Assert.Equal(
            [new Transition(side, 0, -0.5, false), new Transition(0.8, 0, -0.5, false), new Transition(side, 5, 2, true)],
            lake.Transitions(0, 0).ToArray());
    }

    [Fact]
    public void ChangingTheListAfterwardsDoesNotChangeTheLake()
    {
        string[] map = ["SFG"];
        var lake = new FrozenLake(map);
        map[0] = "SHG";
        Assert.Equal(["SFG"], lake.Map);
    }

    [Fact]
    public void SlipsAreAsFrequentAsTheyShouldBe()
    {
        // A start in the middle of goals: every step ends an episode in the direction it went.
        var lake = new FrozenLake(["FGF", "GSG", "FGF"], successRate: 0.7);
        const int Steps = 20_000;
        var counts = new int[9];
        var observation = new float[1];
        for (int i = 0; i < Steps; i++)
        {
            lake.Reset(i == 0 ? 3ul : null, observation);
            Assert.Equal(new StepResult(1, true), lake.Step(2, observation));
            counts[(int)observation[0]]++;
        }

        Assert.Equal(Steps, counts[1] + counts[5] + counts[7]);
        Assert.InRange(
            counts[5] / (double)Steps, 0.7 - (4 * Math.Sqrt(0.7 * 0.3 / Steps)), 0.7 + (4 * Math.Sqrt(0.7 * 0.3 / Steps)));
        Assert.InRange(
            counts[1] / (double)Steps, 0.15 - (4 * Math.Sqrt(0.15 * 0.85 / Steps)), 0.15 + (4 * Math.Sqrt(0.15 * 0.85 / Steps)));
    }

    [Fact]
    public void TheWalkerIsDrawnInItsCell()
    {
        var lake = new FrozenLake(["SFFG"], isSlippery: false);
        var observation = new float[1];
        var canvas = new PixelCanvas(40, 10);
        lake.Reset(1, observation);
        for (int x = 0; x < 4; x++)
        {
            lake.Draw(canvas);
            Rgb walker = canvas[(x * 10) + 5, 5];
            Assert.Equal([x], Enumerable.Range(0, 4).Where(other => canvas[(other * 10) + 5, 5] == walker));
            if (x < 3)
            {
                lake.Step(2, observation);
            }
        }
    }
}
