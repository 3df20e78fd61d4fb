using AsyncRL.Environments.Labyrinths;

namespace AsyncRL.Environments.Tests.Labyrinths;

public sealed class LabyrinthTests
{
    private const int Forward = 0;
    private const int TurnLeft = 4;

    [Theory]
    [InlineData(5, 1.0)]
    [InlineData(11, 1.0)]
    [InlineData(11, 0.5)]
    [InlineData(21, 0.0)]
    public void EveryRoomIsReachedFromEveryOther(int size, double density)
    {
        var maze = new Maze(size);
        for (ulong seed = 0; seed < 20; seed++)
        {
            maze.Generate(density, Pcg64.FromSeed(seed));
            var seen = new HashSet<(int X, int Y)> { (1, 1) };
            var queue = new Queue<(int X, int Y)>(seen);
            while (queue.TryDequeue(out (int X, int Y) cell))
            {
                (int X, int Y)[] around =
                    [(cell.X + 1, cell.Y), (cell.X - 1, cell.Y), (cell.X, cell.Y + 1), (cell.X, cell.Y - 1)];
                foreach ((int X, int Y) next in around)
                {
                    if (!maze.IsWall(next.X, next.Y) && seen.Add(next))
                    {
                        queue.Enqueue(next);
                    }
                }
            }

            int rooms = size / 2 * (size / 2), open = maze.Walls.Count(false);
            Assert.Equal(open, seen.Count);
            Assert.Equal(rooms, seen.Count(c => c.X % 2 == 1 && c.Y % 2 == 1));
            for (int i = 0; i < size; i++)
            {
                Assert.True(maze.IsWall(i, 0) && maze.IsWall(i, size - 1) && maze.IsWall(0, i) && maze.IsWall(size - 1, i));
            }

            // A perfect maze is a tree of rooms: one passage fewer than rooms. With no walls left there is every passage.
            if (density == 1)
            {
                Assert.Equal(rooms + rooms - 1, open);
            }

            if (density == 0)
            {
                Assert.Equal(rooms + (2 * (size / 2) * ((size / 2) - 1)), open);
            }
        }
    }

    [Fact]
    public void EachEpisodeHasAnotherMazeAndTheSameSeedTheSameOne()
    {
        var labyrinth = new Labyrinth();
        float[] first = new float[84 * 84 * 3], second = new float[84 * 84 * 3], again = new float[84 * 84 * 3];
        labyrinth.Reset(3, first);
        labyrinth.Reset(null, second);
        Assert.NotEqual(first, second);
        labyrinth.Reset(3, again);
        Assert.Equal(first, again);
    }

    [Fact]
    public void AWallFillsTheViewFromNearbyAndItsHeightFallsWithDistance()
    {
        // A straight corridor of three cells, seen along it from two distances.
        var maze = new Maze(5);
        maze.Walls.Fill(true);
        for (int x = 1; x <= 3; x++)
        {
            maze.Walls[(2 * 5) + x] = false;
        }

        var renderer = new FirstPersonRenderer(84, 84);
        var pixels = new float[84 * 84 * 3];
        double Wall(float x)
        {
            renderer.Draw(maze, x, 2.5f, 0, [], pixels);

            // In the middle column: green over red is 1.57 on this wall's bricks and joints, 1.4
            // on the ceiling and 0.9 on the floor.
            return Enumerable.Range(0, 84).Count(row => pixels[((row * 84) + 42) * 3 + 1] > 1.5f * pixels[((row * 84) + 42) * 3]);
        }

        // The wall across the end stands at x = 4 and is one unit high; a unit at distance d is 84 / (2 x 0.767 d) pixels.
        foreach (float x in (float[])[1.5f, 2.5f, 3.2f])
        {
            Assert.Equal(Math.Min(84, 84 / (2 * 0.767 * (4 - x))), Wall(x), 2.0);
        }
    }

    [Fact]
    public void AgentsStayOutOfWallsAndRewardsAreApplesAndPortals()
    {
        var labyrinth = new Labyrinth();
        var observation = new float[labyrinth.ObservationSpace.Length];
        var random = new Random(5);
        var rewards = new HashSet<double>();
        for (int episode = 0; episode < 20; episode++)
        {
            labyrinth.Reset((ulong)episode, observation);
            for (int step = 0; step < 900; step++)
            {
                StepResult result = labyrinth.Step(
                    random.Next(4) == 0 ? random.Next(labyrinth.ActionSpace is Discrete d ? d.Count : 0) : Forward, observation);
                rewards.Add(result.Reward);
                Assert.False(result.EpisodeEnded);
            }
        }

        Assert.Subset(new HashSet<double> { 0, 1, 2, 10, 11 }, rewards);
        Assert.Contains(1, rewards);
        Assert.Contains(10, rewards);
    }

    [Fact]
    public void AFullTurnComesBackToTheSameView()
    {
        // 150 degrees a second at 15 ticks a second: 36 ticks.
        var labyrinth = new Labyrinth(new LabyrinthOptions { Apples = 0 });
        float[] before = new float[labyrinth.ObservationSpace.Length], after = new float[before.Length];
        labyrinth.Reset(1, before);
        for (int tick = 0; tick < 36; tick++)
        {
            labyrinth.Step(TurnLeft, after);
        }

        int different = before.Zip(after).Count(p => Math.Abs(p.First - p.Second) > 0.02f);
        Assert.InRange(different, 0, before.Length / 50);
    }

    [Theory]
    [InlineData(4, 0.5, 1)]
    [InlineData(3, 0.5, 0)]
    [InlineData(11, 1.5, 1)]
    [InlineData(5, 0.5, 3)]
    public void BadOptionsAreRefused(int size, double density, int apples) =>
        Assert.ThrowsAny<ArgumentException>(
            () => new Labyrinth(new LabyrinthOptions { Size = size, Density = density, Apples = apples }));
}
