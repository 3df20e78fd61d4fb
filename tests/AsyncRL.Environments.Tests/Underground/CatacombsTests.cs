using AsyncRL.Environments.Checking;
using AsyncRL.Environments.Underground;
using static AsyncRL.Environments.Tests.Underground.PlacedCatacombs;

namespace AsyncRL.Environments.Tests.Underground;

public class CatacombsTests
{
    // The first room, as the channels must show it.
    private static readonly string[] Hall =
    [
        "############",
        "#..........#",
        "#..........D",
        "####H#######",
        "#.##H......#",
        "#K##H...~..#",
        "#H###..##H##",
        "#H.......H.#",
        "#H~......H.#",
        "############",
    ];

    [Fact]
    public void TheChannelsShowTheRoomItsGuardAndItsVents()
    {
        var game = new PlacedCatacombs().At(2, 16, vents: 5);
        int guard = -1;
        for (int step = 0; step < 30; step++)
        {
            Assert.Equal((2, 4), game.After(Stay));
            foreach ((int channel, char sign) in ((int, char)[])[(4, '#'), (5, 'H'), (7, 'K'), (8, 'D')])
            {
                Assert.Equal(Cells(sign), game.Ones(channel));
            }

            Assert.Equal(step % 6 < 3 ? Cells('~') : [], game.Ones(10));
            Assert.Equal(step % 6 == 5 ? Cells('~') : [], game.Ones(11));
            (int row, int now) = game.Ones(2).Single();
            int before = game.Ones(3).Single().Column;
            Assert.Equal(8, row);
            Assert.InRange(now, 3, 7);
            Assert.Equal(1, Math.Abs(now - before));
            Assert.True(guard < 0 || before == guard);
            guard = now;
            Assert.Equal([(9, 0), (9, 1), (9, 2)], game.Ones(13));
        }
    }

    [Fact]
    public void ALadderLeadsUpAndDownAndItsTopIsAFloor()
    {
        var game = new PlacedCatacombs();
        Assert.Equal((2, 4), game.After(Up));
        Assert.Equal((2, 5), game.After(Right));
        Assert.Equal((2, 5), game.After(Down));
        Assert.Equal((2, 4), game.After(Left));
        Assert.Equal((3, 4), game.After(Down));
        Assert.Equal((3, 4), game.After(Left));
        Assert.Equal((4, 4), game.After(Down));
        Assert.Equal((3, 4), game.After(Up));
        Assert.Equal((2, 4), game.After(Up));
    }

    [Theory]
    [InlineData(Stay)]
    [InlineData(Left)]
    [InlineData(LeapLeft)]
    public void ALeapLeadsThreeColumnsOnWhateverIsChosenMeanwhile(int meanwhile)
    {
        PlacedCatacombs game = new PlacedCatacombs().At(5, 16);
        Assert.Equal((4, 5), game.After(LeapRight));
        Assert.Equal([(4, 6), (5, 7)], game.Ones(1));
        Assert.Equal((4, 6), game.After(meanwhile));
        Assert.Equal([(5, 7)], game.Ones(1));
        Assert.Equal((5, 7), game.After(meanwhile));
        Assert.Empty(game.Ones(1));
        Assert.Equal((5, 7), game.After(Stay));
    }

    [Fact]
    public void ALeapEndsAtAWallAndUnderACeilingItIsAStep()
    {
        PlacedCatacombs game = new PlacedCatacombs().At(2, 13);
        Assert.Equal((1, 1), game.After(LeapLeft));
        Assert.Equal((2, 1), game.After(Right));
        Assert.Equal((2, 2), game.After(Right));

        game.At(15, 11);
        Assert.Equal((5, 10), game.After(LeapLeft));
    }

    [Fact]
    public void ARopeIsGraspedInALeapAndHasNoTopToStandOn()
    {
        PlacedCatacombs game = new PlacedCatacombs().At(6, 1);
        Assert.Equal((5, 2), game.After(LeapRight));
        Assert.Equal((5, 3), game.After(LeapRight));
        Assert.Empty(game.Ones(1));
        Assert.Equal((4, 3), game.After(Up));
        Assert.Equal((3, 3), game.After(Up));
        Assert.Equal((3, 3), game.After(Up));
        Assert.Equal((6, 3), (game.After(Down), game.After(Down), game.After(Down)).Item3);
        Assert.Equal((7, 3), game.After(Down)); // off its end
        Assert.Equal((8, 3), game.After(Down));
    }

    [Fact]
    public void ADeepFallCostsALifeAndTheThirdEndsTheEpisode()
    {
        var game = new PlacedCatacombs();
        for (int lives = 2; lives >= 0; lives--)
        {
            Assert.Equal((5, 4), (game.After(Down), game.After(Down), game.After(Down)).Item3);
            Assert.Equal((5, 5), game.After(Right));
            Assert.Equal([(6, 5)], game.Ones(1));
            Assert.Equal(new StepResult(0, lives == 0), game.Step(Left));
            Assert.Equal((2, 4), game.Player);
            Assert.Equal(lives, game.Game.Lives);
            Assert.Equal(lives, game.Ones(13).Count);
        }
    }

    [Fact]
    public void WhoeverStandsInAGuardsWayDiesAndGuardsOfOtherRoomsWait()
    {
        PlacedCatacombs game = new PlacedCatacombs().At(8, 17);
        int steps = 0;
        while (game.Game.Lives == 3)
        {
            game.Step(Stay);
            Assert.InRange(++steps, 1, 8);
        }

        game.At(2, 26);
        string hall = game.State;
        game.Step(Stay);
        int changed = hall.Zip(game.State).Count(pair => pair.First != pair.Second);
        Assert.Equal(2, changed); // the vents, and the gallery's guard
    }

    // With the step, a vent is at the next step of its cycle.
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void AVentBurnsForThreeStepsOfSix(int vents, bool isDeadly)
    {
        PlacedCatacombs game = new PlacedCatacombs().At(15, 4, vents: vents);
        game.After(Left);
        Assert.Equal(isDeadly ? 2 : 3, game.Game.Lives);
        Assert.Equal(isDeadly ? (5, 4) : (5, 3), game.Player);
    }

    [Fact]
    public void BrittleFloorBreaksBehindWhoeverWalksOnItUntilTheRoomIsEnteredAnew()
    {
        PlacedCatacombs game = new PlacedCatacombs().At(2, 30);
        Assert.Equal((2, 7), game.After(Right));
        Assert.Equal([(3, 7), (3, 8)], game.Ones(12));
        Assert.Equal((2, 8), game.After(Right));
        Assert.Equal([(3, 8)], game.Ones(12));
        Assert.Equal((2, 9), game.After(Right));
        Assert.Empty(game.Ones(12));
        Assert.Equal((2, 10), game.After(Right));
        for (int i = 0; i < 8; i++)
        {
            game.After(Down);
        }

        Assert.Equal((0, 10), game.Player); // of the room below
        Assert.Equal((9, 10), game.After(Up));
        Assert.Equal([(3, 7), (3, 8)], game.Ones(12));

        game.At(2, 31);
        Assert.Equal((2, 7), game.After(Stay)); // it breaks under those who stay
        Assert.Equal([(3, 8)], game.Ones(12));
        game.Step(Stay);
        Assert.Equal(2, game.Game.Lives);
        Assert.Equal([(3, 7), (3, 8)], game.Ones(12));
    }

    [Fact]
    public void ADoorIsAWallWithoutAKeyAndTakesTheKey()
    {
        PlacedCatacombs game = new PlacedCatacombs().At(2, 22);
        Assert.Equal((2, 10), game.After(Right));
        game.At(2, 22, keys: 1);
        Assert.Equal(new StepResult(3, false), game.Step(Right));
        Assert.Equal((2, 11), game.Player);
        Assert.Empty(game.Ones(8));
        Assert.Equal((2, 0), game.After(Right));
        Assert.Equal((2, 11), game.After(Left));
        Assert.Equal((2, 10), game.After(Left));
        Assert.Equal((2, 11), game.After(Right)); // it stays open
        Assert.Equal([2, 0, 0], game.Measures[..3]);
        Assert.Equal([0, 1, 1, 0, 0, 0, 0, 0, 0], game.Measures[3..]);
    }

    [Fact]
    public void AKeyIsPaidOnceAndShownOnThePanel()
    {
        PlacedCatacombs game = new PlacedCatacombs().At(6, 13);
        Assert.Equal(new StepResult(1, false), game.Step(Up));
        Assert.Empty(game.Ones(7));
        Assert.Equal([(8, 0), (9, 0), (9, 1), (9, 2)], game.Ones(13));
        Assert.Equal((6, 1), game.After(Down));
        Assert.Equal((5, 1), game.After(Up));
        Assert.Equal([1, 1, 0], game.Measures[..3]);
    }

    [Fact]
    public void TheCrownEndsTheEpisodeAndADeathLeadsToTheRoomsEntrance()
    {
        PlacedCatacombs game = new PlacedCatacombs().At(22, 34);
        Assert.Equal(new StepResult(20, true), game.Step(Left));

        game = new PlacedCatacombs().At(15, 13);
        game.After(Left);
        Assert.Equal((5, 11), game.After(Left)); // of the mine
        for (int i = 0; i < 3; i++)
        {
            game.After(Left);
        }

        while (game.Game.Lives == 3)
        {
            game.Step(game.Player.Column == 8 ? Left : Stay); // until the vent burns
        }

        Assert.Equal((5, 11), game.Player);
    }

    // Breadth-first from one reward or new room to the next, over the game's own steps.
    [Fact]
    public void APlannerVisitsEveryRoomAndTakesEverythingWithoutADeathInSome350Steps()
    {
        var game = new PlacedCatacombs(seed: 0);
        (double sum, int steps, int first) = (0, 0, 0);
        byte[] state = game.Save();
        while (sum < 57)
        {
            (state, int distance, double reward) = Next(game, state, crownToo: sum == 37);
            first = sum == 0 && reward > 0 ? steps + distance : first;
            steps += distance;
            sum += reward;
        }

        game.Load(state);
        Assert.Equal([9, 3, 6, 1, 1, 1, 1, 1, 1, 1, 1, 1], game.Measures);
        Assert.Equal(3, game.Game.Lives);
        Assert.Equal(57, sum);
        Assert.InRange(first, 20, 30);
        Assert.InRange(steps, 330, 370);
    }

    [Fact]
    public void RandomPlayFindsNothing()
    {
        Environment game = EnvironmentRegistry.Default.Make("Catacombs-v0");
        var observation = new float[game.ObservationSpace.Length];
        var random = Pcg64.FromSeed(3);
        game.Reset(1, observation);
        for (int step = 0; step < 500_000; step++)
        {
            StepResult result = game.Step(random.Integers(0, 7), observation);
            Assert.Equal(0, result.Reward);
            if (result.EpisodeEnded)
            {
                game.Reset(null, observation);
            }
        }
    }

    [Fact]
    public void PixelsAndStickyActionsPassTheChecksToo()
    {
        foreach (string options in (string[])["obs_type=pixels", "sticky_action_prob=0.25"])
        {
            CheckReport report = EnvironmentChecker.Check(
                () => EnvironmentRegistry.Default.Make("Catacombs-v0", EnvironmentOptions.Parse(options)));
            Assert.Empty(report.Findings);
            Assert.True(report.BytesPerStep < 1, $"{report.BytesPerStep} bytes per step");
        }
    }

    [Fact]
    public void ThePictureIsTheDrawingInGray()
    {
        var game = new Catacombs(CatacombsObservation.Pixels);
        var observation = new float[84 * 84];
        var canvas = new PixelCanvas(84, 84);
        game.Reset(5, observation);
        for (int i = 0; i < 200; i++)
        {
            game.Draw(canvas);
            for (int pixel = 0; pixel < observation.Length; pixel++)
            {
                Rgb color = canvas.Pixels[pixel];
                double gray = ((0.299 * color.Red) + (0.587 * color.Green) + (0.114 * color.Blue)) / 255;
                Assert.Equal(gray, observation[pixel], 1e-5);
            }

            if (Sampled.Step(game, i, observation).EpisodeEnded)
            {
                game.Reset(null, observation);
            }
        }
    }

    [Theory]
    [InlineData(0, 400)]
    [InlineData(1, 0)]
    [InlineData(0.25, 300)]
    public void StickyActionsRepeatTheActionBefore(double probability, int expected)
    {
        var game = new Catacombs(stickyActionProb: probability);
        var observation = new float[game.ObservationSpace.Length];
        game.Reset(1, observation);
        int moved = 0, before = Column();
        for (int i = 0; i < 400; i++)
        {
            game.Step(i % 2 == 0 ? Right : Left, observation);
            int now = Column();
            moved += now - before == (i % 2 == 0 ? 1 : -1) ? 1 : 0;
            before = now;
        }

        Assert.InRange(moved, expected * 0.85, expected * 1.15);

        int Column() => Enumerable.Range(0, 12).Single(x => observation[((2 * 12) + x) * 14] == 1);
    }

    [Fact]
    public void WhatCannotBeIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Catacombs(stickyActionProb: 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Catacombs((CatacombsObservation)7));
        var game = new PlacedCatacombs();
        Assert.Contains(
            "row 0, column 12", Assert.Throws<InvalidDataException>(() => game.At(0, 12)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "step 6 of 6", Assert.Throws<InvalidDataException>(() => game.At(2, 16, vents: 6)).Message,
            StringComparison.Ordinal);
    }

    private static (byte[] State, int Distance, double Reward) Next(PlacedCatacombs game, byte[] start, bool crownToo)
    {
        game.Load(start);
        double rooms = game.Measures[0];
        var seen = new HashSet<string> { game.State };
        var queue = new Queue<(byte[] State, int Distance)>([(start, 0)]);
        while (true)
        {
            (byte[] state, int distance) = queue.Dequeue();
            for (int action = 0; action < 7; action++)
            {
                game.Load(state);
                StepResult result = game.Step(action);
                if (game.Game.Lives < 3 || (result.Terminated && !crownToo))
                {
                    continue;
                }

                if (result.Reward > 0 || game.Measures[0] > rooms)
                {
                    return (game.Save(), distance + 1, result.Reward);
                }

                if (seen.Add(game.State))
                {
                    queue.Enqueue((game.Save(), distance + 1));
                }
            }
        }
    }

    private static List<(int Row, int Column)> Cells(char sign) =>
        [.. Enumerable.Range(0, 120).Where(c => Hall[c / 12][c % 12] == sign).Select(c => (c / 12, c % 12))];
}
