using AsyncRL.Environments.Checking;
using AsyncRL.Environments.Tabular;

namespace AsyncRL.Environments.Tests.Tabular;

public class GridWorldTests
{
    private const int Up = 0;
    private const int Right = 1;
    private const int Down = 2;
    private const int Left = 3;

    [Fact]
    public void AWalkOnSureGroundGoesWhereTheMapSays()
    {
        var world = new GridWorld("""
            ..X
            S#.
            ..G
            """, stepCost: 0.5, slipProbability: 0);
        var cell = new float[1];
        world.Reset(1, cell);
        Assert.Equal(3, cell[0]);
        AssertStep(world, Right, 3, -0.5, false); // the wall
        AssertStep(world, Left, 3, -0.5, false); // the edge
        AssertStep(world, Up, 0, -0.5, false);
        AssertStep(world, Up, 0, -0.5, false);
        AssertStep(world, Right, 1, -0.5, false);
        AssertStep(world, Left, 0, -0.5, false);
        AssertStep(world, Down, 3, -0.5, false);
        AssertStep(world, Down, 6, -0.5, false);
        AssertStep(world, Down, 6, -0.5, false);
        AssertStep(world, Up, 3, -0.5, false);
        AssertStep(world, Up, 0, -0.5, false);
        AssertStep(world, Right, 1, -0.5, false);
        AssertStep(world, Down, 1, -0.5, false); // the wall from above
        AssertStep(world, Right, 2, -1.5, true);
    }

    [Fact]
    public void AGoalAddsOneToWhatTheStepCosts()
    {
        var world = new GridWorld("SG", stepCost: 0.25, slipProbability: 0);
        world.Reset(1, new float[1]);
        AssertStep(world, Right, 1, 0.75, true);
    }

    [Fact]
    public void TheClassicWorldMovesAsRussellAndNorvigSay()
    {
        var world = new GridWorld();
        Assert.Equal((3, 4, 12, 4), (world.Rows, world.Columns, world.States, world.Actions));
        Assert.Equal("Discrete(12)", $"{world.ObservationSpace}");
        Assert.Equal(
            [new(0.8, 3, 0.96, true), new(0.1, 2, -0.04, false), new(0.1, 6, -0.04, false)],
            world.Transitions(2, Right).ToArray());
        Assert.Equal(
            [new(0.8, 4, -0.04, false), new(0.1, 8, -0.04, false), new(0.1, 9, -0.04, false)],
            world.Transitions(8, Up).ToArray());
        Assert.Equal(
            [new(0.8, 10, -0.04, false), new(0.1, 7, -1.04, true), new(0.1, 6, -0.04, false)],
            world.Transitions(6, Down).ToArray());
        Assert.Equal(Enumerable.Range(0, 12).Select(s => s == 8 ? 1.0 : 0), world.InitialDistribution.ToArray());
    }

    [Fact]
    public void EveryRowOfTheTableIsADistributionOverCellsToStandOn()
    {
        var world = new GridWorld(slipProbability: 0.3);
        for (int s = 0; s < world.States; s++)
        {
            for (int a = 0; a < world.Actions; a++)
            {
                Transition[] row = world.Transitions(s, a).ToArray();
                Assert.Equal(1, row.Sum(t => t.Probability), 1e-12);
                Assert.All(row, t => Assert.True(s == 5 ? t.Next == 5 : t.Next is not 5 and >= 0 and < 12));
            }
        }
    }

    [Fact]
    public void PlayMovesAsOftenToEachCellAsTheTableSays()
    {
        const int Draws = 20_000;
        var world = new GridWorld();
        var cell = new float[1];
        var seen = new int[world.States];
        for (int i = 0; i < Draws; i++)
        {
            world.Reset(i == 0 ? 5ul : null, cell);
            world.Step(Right, cell);
            seen[(int)cell[0]]++;
        }

        foreach ((double probability, int next, _, _) in world.Transitions(8, Right).ToArray())
        {
            Assert.InRange(seen[next], (probability - 0.015) * Draws, (probability + 0.015) * Draws);
        }
    }

    [Fact]
    public void EpisodesBeginInEveryStartAlike()
    {
        var world = new GridWorld("""
            S.S
            .GS
            """);
        Assert.Equal([1 / 3.0, 0, 1 / 3.0, 0, 0, 1 / 3.0], world.InitialDistribution.ToArray());
        var cell = new float[1];
        var seen = new int[6];
        for (int i = 0; i < 6_000; i++)
        {
            world.Reset(i == 0 ? 2ul : null, cell);
            seen[(int)cell[0]]++;
        }

        Assert.All([0, 2, 5], s => Assert.InRange(seen[s], 1_800, 2_200));
        Assert.Equal(6_000, seen[0] + seen[2] + seen[5]);
    }

    [Theory]
    [InlineData("", "Row 0 of the map has 0 cells")]
    [InlineData("S.G\n..", "Row 1 of the map has 2 cells and row 0 has 3")]
    [InlineData("S.G\n.s.", "The map has 's' in row 1, column 1; its cells are # (wall)")]
    [InlineData("..G", "The map has no start")]
    [InlineData("S..", "The map has no goal")]
    [InlineData("S.G\n##.\n.#.", "The map has no way from row 2, column 0 ('.') to a goal")]
    [InlineData("SXG", "The map has no way from row 0, column 0 ('S') to a goal")]
    public void AMapThatIsNoWorldIsRefusedByName(string map, string reason) =>
        Assert.StartsWith(reason, Assert.Throws<ArgumentException>(() => new GridWorld(map)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(-0.1, 0.2)]
    [InlineData(double.NaN, 0.2)]
    [InlineData(0.1, 1.1)]
    [InlineData(0.1, double.NaN)]
    public void CostsAndProbabilitiesOutOfRangeAreRefused(double cost, double slip) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GridWorld(GridWorld.ClassicMap, cost, slip));

    [Fact]
    public void StatesAndActionsThatAreNotThereAreRefused()
    {
        var world = new GridWorld();
        Assert.StartsWith(
            "There is no state 12; the states are 0 to 11.",
            Assert.Throws<ArgumentOutOfRangeException>(() => world.Transitions(12, 0).Length).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => world.Transitions(0, 4).Length);
        Assert.StartsWith(
            "GridWorld has no state -1; its states are 0 to 11.",
            Assert.Throws<ArgumentOutOfRangeException>(() => world.CellText(-1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyCellsWhereNobodyChoosesShowATextOfTheirOwn()
    {
        var world = new GridWorld();
        Assert.Equal(["", "", "", "G", "", "#", "", "X", "", "", "", ""], Enumerable.Range(0, 12).Select(world.CellText));
    }

    [Fact]
    public void AStateOfAnotherMapIsRefusedWhereItDoesNotFit()
    {
        var world = new GridWorld();
        world.Reset(1, new float[1]);
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        world.SaveState(writer);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        Assert.Throws<InvalidDataException>(() => new GridWorld("S.G").LoadState(reader));
    }

    [Fact]
    public void AStateInAWallIsRefused()
    {
        var open = new GridWorld("S.G", slipProbability: 0);
        open.Reset(1, new float[1]);
        open.Step(Right, new float[1]);
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        open.SaveState(writer);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        var blocked = new GridWorld("G#S\n...");
        Assert.Contains(
            "is a wall", Assert.Throws<InvalidDataException>(() => blocked.LoadState(reader)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheCheckerFindsNothing() =>
        Assert.Empty(EnvironmentChecker.Check(() => EnvironmentRegistry.Default.Make("GridWorld-v0")).Findings);

    private static void AssertStep(GridWorld world, int action, int next, double reward, bool terminated)
    {
        var cell = new float[1];
        Assert.Equal(new StepResult(reward, terminated), world.Step(action, cell));
        Assert.Equal(next, cell[0]);
    }
}
