using AsyncRL.Environments;
using AsyncRL.Environments.Checking;
using AsyncRL.Evaluation;
using AsyncRL.Policies;
using AsyncRL.Runs;

namespace AsyncRL.Games.Tests;

public class ArchersTests
{
    private const int Columns = 9, Planes = 4;
    private const int Wait = 0, Left = 1, Right = 2, Shoot = 3, MakeArrow = 4;

    private readonly float[] observation = new float[8 * Columns * Planes];

    [Fact]
    public void The_environment_checker_finds_nothing() =>
        Assert.Empty(EnvironmentChecker.Check(() => new TimeLimit(new Archers(), 300)).Findings);

    [Fact]
    public void A_shot_hits_the_nearest_raider_of_its_column_and_takes_an_arrow()
    {
        // Nobody is in front of the second archer, whose arrow is lost. What a step adds comes in the first row.
        Archers game = ArchersOf(places: [2, 4, 6], arrows: [3, 1, 2], Cell(5, 2), Cell(3, 2), Cell(5, 3));

        StepResult result = game.Step((int[])[Shoot, Shoot, Wait], observation);

        Assert.Equal(1, result.Reward);
        Assert.Equal([(2, 2), (4, 0), (6, 2)], Squad());
        Assert.Equal([2, 3], RaidersBelowTheFirstRow().Select(r => r % Columns).Order());
        Assert.Contains(RaidersBelowTheFirstRow(), r => r % Columns == 2 && r / Columns < 5); // the nearer one is gone
    }

    [Fact]
    public void What_is_impossible_is_forbidden()
    {
        Archers game = ArchersOf(places: [0, 1, 7], arrows: [0, 3, 1]);
        var legal = new bool[game.ActionMaskWidth];

        game.WriteActionMask(legal);

        Assert.Equal([Wait, MakeArrow], Allowed(legal, 0)); // at the edge, a comrade next to it, and no arrow
        Assert.Equal([Wait, Right, Shoot], Allowed(legal, 1)); // with a full quiver
        Assert.Equal([Wait, Left, Right, Shoot, MakeArrow], Allowed(legal, 2));
    }

    [Fact]
    public void Of_two_that_go_to_one_place_only_the_first_gets_there()
    {
        Archers game = ArchersOf(places: [2, 4, 8], arrows: [0, 0, 0]);

        game.Step((int[])[Right, Left, MakeArrow], observation);

        Assert.Equal([(3, 0), (4, 0), (8, 1)], Squad());
    }

    [Fact]
    public void The_episode_ends_with_the_first_raider_on_the_wall()
    {
        Archers game = ArchersOf(places: [0, 1, 2], arrows: [0, 0, 0], Cell(6, 5));
        int steps = 0;
        StepResult result;
        do
        {
            result = game.Step((int[])[Wait, Wait, Wait], observation);
            steps++;
        }
        while (!result.Terminated);

        Assert.InRange(steps, 1, 7); // sooner than any that appears now
        Assert.Equal(0, result.Reward);
    }

    [Fact]
    public void Three_archers_learn_to_shoot_together()
    {
        var options = new TrainingOptions { Steps = 60_000, Deterministic = true };

        TrainingOutcome outcome = Trainer.Train(() => new Archers(), options);

        double trained = Evaluator.Run(outcome.Policy, Create, episodes: 100, seed: 1, PolicyMode.Sample).MeanReturn;
        double random = Evaluator.RunRandom(Create, episodes: 100, seed: 1).MeanReturn;
        Assert.True(trained > 1.4 * random, $"Trained archers score {trained}, and random play {random}.");
    }

    private static TimeLimit Create() => new(new Archers(), 300);

    private static int Cell(int row, int column) => (row * Columns) + column;

    private static IEnumerable<int> Allowed(bool[] legal, int archer) =>
        Enumerable.Range(0, 5).Where(choice => legal[(5 * archer) + choice]);

    private static Archers ArchersOf(int[] places, int[] arrows, params int[] raiders)
    {
        var game = new Archers();
        Saved.Set(game, writer =>
        {
            for (int archer = 0; archer < 3; archer++)
            {
                writer.Write(places[archer]);
                writer.Write(arrows[archer]);
            }

            for (int cell = 0; cell < 7 * Columns; cell++)
            {
                writer.Write(raiders.Contains(cell));
            }
        });
        return game;
    }

    // Place and arrows of each archer, as observed.
    private IEnumerable<(int Place, int Arrows)> Squad() => Enumerable.Range(0, 3).Select(archer =>
    {
        float[] plane = [.. Enumerable.Range(0, Columns).Select(place => observation[(Cell(7, place) * Planes) + 1 + archer])];
        int place = Array.FindIndex(plane, p => p > 0);
        return (place, (int)(4 * plane[place]) - 1);
    });

    private IEnumerable<int> RaidersBelowTheFirstRow() =>
        Enumerable.Range(Columns, 6 * Columns).Where(cell => observation[cell * Planes] == 1);
}
