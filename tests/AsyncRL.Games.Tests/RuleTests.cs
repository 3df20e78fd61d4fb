using AsyncRL.Environments;

namespace AsyncRL.Games.Tests;

public class RuleTests
{
    private const int Up = 0, Right = 1, Down = 2, Left = 3;

    [Fact]
    public void Snake_eats_and_grows_and_may_follow_its_tail()
    {
        // A square of four whose head at 11 goes on to the tail at 1, and then one whose head eats at 2.
        Snake game = SnakeOf(heading: Up, food: 99, 1, 2, 12, 11);
        var observation = new float[300];
        Assert.Equal(new StepResult(0, false), game.Step(Up, observation));
        Assert.Equal(1, observation[3 * 1]);
        Assert.Equal([2, 11, 12], BodyOf(observation));

        game = SnakeOf(heading: Right, food: 2, 0, 1);
        Assert.Equal(new StepResult(1, false), game.Step(Left, observation)); // which would turn back
        Assert.Equal(1, observation[3 * 2]);
        Assert.Equal([0, 1], BodyOf(observation));
        Assert.Equal(1, observation.Where((_, i) => i % 3 == 2).Sum());
    }

    [Theory]
    [InlineData(Up)]    // the wall
    [InlineData(Right)] // the body
    public void Snake_dies_at_walls_and_in_its_body(int action)
    {
        Snake game = SnakeOf(heading: Up, food: 99, 25, 15, 16, 6, 7, 8, 18, 17, 16 + 10, 5);
        Assert.Equal(new StepResult(0, Terminated: true), game.Step(action, new float[300]));
    }

    [Fact]
    public void Snake_starves_after_100_steps_without_food()
    {
        Snake game = SnakeOf(heading: Right, food: 99, 0);
        int step = 0;
        StepResult result;
        do
        {
            result = game.Step((step++ % 4) switch { 0 => Right, 1 => Down, 2 => Left, _ => Up }, new float[300]);
        }
        while (!result.EpisodeEnded);

        Assert.Equal((100, new StepResult(0, Terminated: true)), (step, result));
    }

    [Fact]
    public void Snake_ends_with_a_full_board()
    {
        // Rows to and fro, from the lower end, with only the upper left corner free.
        int[] cells = [.. Enumerable.Range(1, 99).Select(i => i / 10 % 2 == 0 ? i : (i / 10 * 10) + 9 - (i % 10)).Reverse()];
        Snake game = SnakeOf(heading: Left, food: 0, cells);
        Assert.Equal(new StepResult(1, Terminated: true), game.Step(Left, new float[300]));
    }

    [Theory]
    [InlineData("2 2 2 2", Left, "4 4 0 0", 8)]
    [InlineData("2 2 2 0", Left, "4 2 0 0", 4)]
    [InlineData("2 2 2 0", Right, "0 0 2 4", 4)]
    [InlineData("4 2 2 0", Left, "4 4 0 0", 4)] // a merged tile does not merge again
    [InlineData("2 0 0 2", Right, "0 0 0 4", 4)]
    [InlineData("0 4 0 8", Left, "4 8 0 0", 0)]
    [InlineData("2 4 2 4", Left, "2 4 2 4", 0)]
    [InlineData("0 0 0 2", Right, "0 0 0 2", 0)]
    public void Merge_slides_a_line(string before, int direction, string after, int reward)
    {
        int[] row = new int[16], column = new int[16];
        for (int i = 0; i < 4; i++)
        {
            row[4 + i] = column[(4 * i) + 2] = Power(before.Split(' ')[i]);
        }

        Assert.Equal((before != after, reward), Merge.Slide(row, direction));
        Assert.Equal((before != after, reward), Merge.Slide(column, direction == Left ? Up : Down));
        Assert.Equal(after.Split(' ').Select(Power), row[4..8]);
        Assert.Equal(after.Split(' ').Select(Power), Enumerable.Range(0, 4).Select(i => column[(4 * i) + 2]));
        Assert.Equal(row.Sum(), row[4..8].Sum());
    }

    [Fact]
    public void Merge_masks_moves_that_change_nothing_and_ends_when_none_is_left()
    {
        var game = new Merge();
        int[] board = [1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6, 4, 5, 6, 0];
        Saved.Set(game, writer =>
        {
            writer.Write(998);
            board.ToList().ForEach(writer.Write);
        });
        var legal = new bool[4];
        game.WriteActionMask(legal);
        Assert.Equal([false, true, true, false], legal);

        var observation = new float[256];
        Assert.Equal(new StepResult(0, false), game.Step(Up, observation));
        Assert.Equal(new StepResult(0, false, Truncated: true), game.Step(Left, observation));
        Assert.Equal(board, Enumerable.Range(0, 16).Select(cell => Array.IndexOf(observation[(16 * cell)..], 1)));

        // With a 2 or a 4 in the lower right corner, between 64 and 128, nothing more can move.
        Saved.Set(game, writer =>
        {
            writer.Write(0);
            ((List<int>)[1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6, 0, 5, 6, 7]).ForEach(writer.Write);
        });
        Assert.Equal(new StepResult(0, Terminated: true), game.Step(Left, observation));
    }

    [Theory]
    [InlineData(3, 0.9, -1.8, 0.1, 100)]
    [InlineData(-8, 0, -1, 0, 94)] // 3 m beside the pad
    [InlineData(3, 0, -2.5, 0, -2.4 - 3)]
    [InlineData(3, 1.2, -0.9, 0, -1.5 - 3)]
    [InlineData(3, 0, -1, 0.3, -1 - 3)]
    public void Lander_pays_for_touchdown(double x, double velocityX, double velocityY, double tilt, double reward)
    {
        var game = new Lander();
        Saved.Set(game, writer => new List<double> { x, 0.01, velocityX, velocityY, tilt, 0, 0 }.ForEach(writer.Write));

        StepResult result = game.Step(new float[] { 1, 0 }, new float[7]); // without fuel, so gravity acts alone

        Assert.True(result.Terminated);
        Assert.Equal(reward, result.Reward, 0.35); // 0.1 s of flight
    }

    [Fact]
    public void Lander_flies_by_its_thrust_and_turns_by_its_turn()
    {
        var game = new Lander();
        Saved.Set(game, writer => new List<double> { 0, 40, 0, 0, 0, 0, 75 }.ForEach(writer.Write));
        var observation = new float[7];

        StepResult result = game.Step(new float[] { 5, 1 }, observation); // clipped to 1

        Assert.Equal(-0.05, result.Reward, 1e-9);
        Assert.Equal(0.05, observation[5], 1e-6);
        Assert.Equal(0.005, observation[4], 1e-6);
        Assert.Equal(3 * 0.1 * Math.Sin(0.005), observation[2], 1e-6);
        Assert.Equal(((3 * Math.Cos(0.005)) - 1.62) * 0.1, observation[3], 1e-6);
        Assert.Equal(74.5, observation[6], 1e-5);

        Saved.Set(game, writer => new List<double> { 49.99, 40, 3, 0, 0, 0, 75 }.ForEach(writer.Write));
        result = game.Step(new float[] { -1, 0 }, observation);
        Assert.Equal(new StepResult(-100, Terminated: true), result);
    }

    [Fact]
    public void Racer_is_paid_for_the_centre_line_and_only_forwards()
    {
        var game = new Racer();
        Saved.Set(game, writer => new List<double> { 63, 0, Math.PI / 2, 20 }.ForEach(writer.Write)); // at angle 0: radius 63
        var observation = new float[8];
        StepResult forwards = game.Step(new float[] { 0, 0 }, observation);

        // The slope there is 24, so the line is longer than the way round a circle; the speed has dropped by 0.4.
        Assert.Equal(1.96 * Math.Sqrt((63 * 63) + (24 * 24)) / 63, forwards.Reward, 0.01);
        Assert.Equal(19.6, observation[7], 1e-5);

        Saved.Set(game, writer => new List<double> { 63, 0, -Math.PI / 2, 20 }.ForEach(writer.Write));
        Assert.True(game.Step(new float[] { 0, 0 }, observation).Reward < -1.9);

        Saved.Set(game, writer => new List<double> { 68, 0, 0, 20 }.ForEach(writer.Write));
        Assert.True(game.Step(new float[] { 0, 1 }, observation).Terminated);
    }

    [Fact]
    public void Racer_sees_the_edges_and_loses_grip()
    {
        // On the centre line, looking across it at a right angle: both edges are half a width away, to first order.
        var game = new Racer();
        Saved.Set(game, writer => new List<double> { 63, 0, Math.Atan2(63, 24), 0 }.ForEach(writer.Write));
        var observation = new float[8];
        game.Step(new float[] { 0, 0 }, observation);
        Assert.Equal(5, observation[0], 0.5);
        Assert.Equal(5, observation[6], 0.5);
        Assert.True(observation[3] > 10);

        Saved.Set(game, writer => new List<double> { 63, 0, 0, 20 }.ForEach(writer.Write));
        game.Step(new float[] { 0.5f, 0 }, observation);
        using var stream = new MemoryStream();
        game.SaveState(new BinaryWriter(stream));
        double heading = BitConverter.ToDouble(stream.ToArray(), (int)stream.Length - 16);
        Assert.Equal(8 / 19.6 * 0.1, heading, 1e-6);
    }

    [Fact]
    public void Shooter_hits_what_the_shot_passes()
    {
        // The ship under an alien two rows above it: fired and hit within the step.
        Shooter game = ShooterOf(ship: 4, shot: -1, aliens: [74]);
        var observation = new float[400];
        StepResult result = game.Step(Shooter.Fire, observation);
        Assert.Equal(new StepResult(1, false), result);
        Assert.Equal(0, observation[(74 * 4) + 1]);

        // A shot in flight: firing again changes nothing, and it leaves the board at the top.
        game = ShooterOf(ship: 4, shot: 19, aliens: []);
        game.Step(Shooter.Fire, observation);
        Assert.Equal(0, observation.Where((_, i) => i % 4 == 2).Sum());
    }

    [Fact]
    public void Shooter_ends_by_bombs_and_landings()
    {
        Shooter game = ShooterOf(ship: 4, shot: -1, aliens: [], bombs: [85]);
        Assert.False(game.Step(0, new float[400]).Terminated);
        game = ShooterOf(ship: 4, shot: -1, aliens: [], bombs: [85]);
        Assert.True(game.Step(Shooter.MoveRight, new float[400]).Terminated);

        game = ShooterOf(ship: 4, shot: -1, aliens: [80]);
        var observation = new float[400];
        StepResult result;
        do
        {
            result = game.Step(0, observation);
            Assert.Equal(result.Terminated, observation[(90 * 4) + 1] == 1);
        }
        while (!result.Terminated);
    }

    [Fact]
    public void Delivery_takes_the_parcel_and_needs_it_at_the_door()
    {
        var game = new Delivery();
        Saved.Set(game, writer => ((List<int>)[1, 2, 0]).ForEach(writer.Write));
        var observation = new float[3];
        Assert.Equal(new StepResult(0, false), game.Step(Left, observation)); // at the door, without the parcel
        Assert.Equal([0, 2, 0], observation);
        game.Step(Right, observation);
        game.Step(Right, observation);
        Assert.Equal([2, 64, 0], observation);
        game.Step(Right, observation); // a wall
        Assert.Equal([2, 64, 0], observation);
        game.Step(Left, observation);
        Assert.Equal(new StepResult(1, Terminated: true), game.Step(Left, observation));

        Saved.Set(game, writer => ((List<int>)[1, 64, 3]).ForEach(writer.Write));
        Assert.Equal(new StepResult(0, false), game.Step(Left, observation)); // another's door
    }

    private static int Power(string tile) => tile == "0" ? 0 : int.Log2(int.Parse(tile));

    private static IEnumerable<int> BodyOf(float[] observation) =>
        Enumerable.Range(0, 100).Where(cell => observation[(cell * 3) + 1] == 1);

    private static Snake SnakeOf(int heading, int food, params int[] cells)
    {
        var game = new Snake();
        Saved.Set(game, writer =>
        {
            ((List<int>)[heading, food, 0, cells.Length]).ForEach(writer.Write);
            cells.ToList().ForEach(writer.Write);
        });
        return game;
    }

    private static Shooter ShooterOf(int ship, int shot, int[] aliens, int[]? bombs = null)
    {
        var game = new Shooter();
        Saved.Set(game, writer =>
        {
            writer.Write(ship);
            writer.Write(shot);
            for (int cell = 0; cell < 100; cell++)
            {
                writer.Write(aliens.Contains(cell));
                writer.Write(bombs?.Contains(cell) ?? false);
            }
        });
        return game;
    }
}
