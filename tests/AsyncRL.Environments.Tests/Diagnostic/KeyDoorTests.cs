using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tests.Diagnostic;

public class KeyDoorTests
{
    private const int Nothing = 0;
    private const int Left = 1;
    private const int Right = 2;
    private const int Up = 3;
    private const int Down = 4;
    private const int Phases = 10;

    // What stands still, as channels 3 to 6 must show it: # solid, H ladders, K the key, D doors.
    private static readonly string[] Room =
    [
        "..........",
        "D........D",
        "####H#####",
        "....H.....",
        "K...H.....",
        "H#.####H##",
        "H#.####H##",
        "H......H..",
        "H......H..",
        "##########",
    ];

    [Fact]
    public void TheChannelsShowTheRoomThePlayerAndTheGuardsWayToAndFro()
    {
        var (game, observation) = Begin(phase: 0);
        int[] way = [1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1];
        for (int step = 0; step < 30; step++)
        {
            for (int channel = 3; channel <= 6; channel++)
            {
                Assert.Equal(Cells("#HKD"[channel - 3]), Ones(observation, channel));
            }

            Assert.Equal([(1, 4)], Ones(observation, 0));
            Assert.Equal([(8, way[step % Phases])], Ones(observation, 1));
            Assert.Equal([(8, way[(step + Phases - 1) % Phases])], Ones(observation, 2));
            Assert.Equal(new StepResult(0, false), game.Step(Nothing, observation));
        }
    }

    [Fact]
    public void TheGuardBeginsAnywhereOnItsWay()
    {
        var game = new KeyDoor();
        var observation = new float[700];
        var seen = new HashSet<string>();
        for (int episode = 0; episode < 300; episode++)
        {
            game.Reset(episode == 0 ? 1ul : null, observation);
            seen.Add($"{Ones(observation, 1).Single()} {Ones(observation, 2).Single()}");
        }

        Assert.Equal(Phases, seen.Count);
    }

    [Fact]
    public void WithoutTheKeyADoorIsAWall()
    {
        foreach ((int action, int column) in ((int, int)[])[(Left, 1), (Right, 8)])
        {
            var (game, observation) = Begin(phase: 0);
            for (int i = 0; i < 12; i++)
            {
                Assert.Equal(new StepResult(0, false), game.Step(action, observation));
            }

            Assert.Equal([(1, column)], Ones(observation, 0));
        }
    }

    [Fact]
    public void UpIsAJumpOfOneCellWhereThereIsNoLadder()
    {
        var (game, observation) = Begin(phase: 0);
        game.Step(Left, observation);
        Assert.Equal((0, 3), After(game, Up, observation));
        Assert.Equal((1, 3), After(game, Nothing, observation));
        Assert.Equal((0, 3), After(game, Up, observation));
        Assert.Equal((1, 2), After(game, Left, observation)); // steered as it falls
        Assert.Equal((0, 2), After(game, Up, observation));
        Assert.Equal((1, 2), After(game, Up, observation)); // there is no climbing in the air
        Assert.Equal((1, 2), After(game, Down, observation)); // nor through a floor
    }

    [Fact]
    public void LaddersLeadUpAndDownAndTheirTopIsAFloor()
    {
        var (game, observation) = Begin(phase: 0);
        Assert.Equal((2, 4), After(game, Down, observation));
        Assert.Equal((2, 4), After(game, Left, observation)); // solid on both sides
        Assert.Equal((2, 4), After(game, Nothing, observation));
        Assert.Equal((1, 4), After(game, Up, observation));
        Assert.Equal((0, 4), After(game, Up, observation)); // a jump off its top
    }

    [Fact]
    public void AFallOfOneRowIsHarmlessAndADeeperOneDeadly()
    {
        var (game, observation) = Begin(phase: 0);
        Walk(game, observation, "ddl"); // off the ladder, over the platform
        Assert.Equal((3, 3), Ones(observation, 0).Single());
        Assert.Equal((4, 3), After(game, Nothing, observation));
        Assert.Equal((4, 2), After(game, Left, observation)); // off the platform's edge
        Assert.Equal(new StepResult(0, true), game.Step(Right, observation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void WhoeverStaysInTheGuardsWayDiesWhenItComes(int phase)
    {
        var (game, observation) = Begin(phase);
        StepResult result = default;
        int steps = 0;
        foreach (char move in "dddrrrddddl" + new string('.', 20))
        {
            result = game.Step(Action(move), observation);
            steps++;
            if (result.EpisodeEnded)
            {
                break;
            }
        }

        Assert.Equal(new StepResult(0, true), result);
        Assert.InRange(steps, 11, 11 + Phases);
        Assert.Equal((8, 6), Ones(observation, 0).Single());
    }

    [Fact]
    public void TwoWhoWalkThroughEachOtherMeet()
    {
        // After eleven steps the player stands in column 6, next to the guard; both then take the other's place.
        var (game, observation) = Begin(phase: 3);
        Walk(game, observation, "dddrrrddddl");
        Assert.Equal((8, 6), Ones(observation, 0).Single());
        Assert.Equal((8, 5), Ones(observation, 1).Single());
        Assert.Equal(new StepResult(0, true), game.Step(Left, observation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void AScriptThatJumpsOverTheGuardFetchesTheKeyAndLeavesByEitherDoor(int phase)
    {
        foreach (bool toTheLeft in (bool[])[true, false])
        {
            var (game, observation) = Begin(phase);
            var rewards = new List<double>();
            StepResult result;
            do
            {
                result = game.Step(Script(observation, toTheLeft), observation);
                if (result.Reward != 0)
                {
                    rewards.Add(result.Reward);
                }

                Assert.Equal(rewards.Count == 0 ? [(4, 0)] : [], Ones(observation, 5));
            }
            while (!result.EpisodeEnded);

            Assert.Equal([1, 3], rewards);
            Assert.Equal([(1, toTheLeft ? 0 : 9)], Ones(observation, 0));
            Assert.True(result.Terminated);
        }
    }

    // Everything that can happen, from the environment's own steps: all states that can be
    // reached, told apart by what they look like.
    [Fact]
    public void RandomPlayTakesTheKeyOnceIn26000EpisodesAndTheShortestWayOutIs44To46Steps()
    {
        var game = new KeyDoor();
        var observation = new float[700];
        var number = new Dictionary<string, int>();
        var saved = new List<byte[]>();
        var next = new List<(int State, double Reward)[]>(); // by action; state -1 where the episode ended
        int Number()
        {
            string look = string.Concat(observation.Select(x => x == 1 ? '1' : '0'));
            if (number.TryGetValue(look, out int known))
            {
                return known;
            }

            saved.Add(Save(game));
            return number[look] = saved.Count - 1;
        }

        for (ulong seed = 0; number.Count < Phases; seed++)
        {
            game.Reset(seed, observation);
            Number();
        }

        for (int state = 0; state < saved.Count; state++)
        {
            var row = new (int State, double Reward)[5];
            for (int action = 0; action < 5; action++)
            {
                Load(game, saved[state]);
                StepResult result = game.Step(action, observation);
                row[action] = (result.Terminated ? -1 : Number(), result.Reward);
            }

            next.Add(row);
        }

        int limit = EnvironmentRegistry.Default.Find("KeyDoor-v0").MaxEpisodeSteps!.Value;
        double[] chance = new double[saved.Count];
        chance.AsSpan(0, Phases).Fill(1.0 / Phases);
        double keys = 0, doors = 0, steps = 0;
        for (int step = 0; step < limit; step++)
        {
            double[] then = new double[chance.Length];
            for (int state = 0; state < chance.Length; state++)
            {
                steps += chance[state];
                foreach ((int to, double reward) in next[state])
                {
                    keys += reward == 1 ? chance[state] / 5 : 0;
                    doors += reward == 3 ? chance[state] / 5 : 0;
                    if (to >= 0)
                    {
                        then[to] += chance[state] / 5;
                    }
                }
            }

            chance = then;
        }

        Assert.InRange(1 / keys, 25_500, 26_500);
        Assert.InRange(steps / keys, 4.5e6, 4.7e6);
        Assert.InRange(doors, 0, 1e-9);
        Assert.Equal((44, 46), Shortest(next));
    }

    [Fact]
    public void ADamagedStateIsRefused()
    {
        var (game, _) = Begin(phase: 0);
        byte[] state = Save(game);
        state[^5] = 10; // the guard's phase
        Assert.Contains(
            "the guard at step 10 of 10", Assert.Throws<InvalidDataException>(() => Load(new KeyDoor(), state)).Message,
            StringComparison.Ordinal);
        state = Save(game);
        state[^13] = 2; // the row: inside the floor below the start, next to the ladder
        state[^9] = 3;
        Assert.Contains(
            "row 2, column 3", Assert.Throws<InvalidDataException>(() => Load(new KeyDoor(), state)).Message,
            StringComparison.Ordinal);
    }

    // Fewest steps to the door, of the best and the worst first state.
    private static (int Fewest, int Most) Shortest(List<(int State, double Reward)[]> next)
    {
        int fewest = int.MaxValue, most = 0;
        for (int first = 0; first < Phases; first++)
        {
            var distance = new Dictionary<int, int> { [first] = 0 };
            var queue = new Queue<int>([first]);
            int found = 0;
            while (found == 0)
            {
                int state = queue.Dequeue();
                foreach ((int to, double reward) in next[state])
                {
                    if (reward == 3)
                    {
                        found = distance[state] + 1;
                    }

                    if (to >= 0 && distance.TryAdd(to, distance[state] + 1))
                    {
                        queue.Enqueue(to);
                    }
                }
            }

            fewest = Math.Min(fewest, found);
            most = Math.Max(most, found);
        }

        return (fewest, most);
    }

    // Plays by what it sees alone.
    private static int Script(float[] observation, bool toTheLeftDoor)
    {
        (int row, int column) = Ones(observation, 0).Single();
        bool fetched = Ones(observation, 5).Count == 0;
        if (row == 1)
        {
            return (fetched, toTheLeftDoor) switch
            {
                (true, true) => Left,
                (true, false) => Right,
                _ => Down,
            };
        }

        if (column == 4 && row < (fetched ? 5 : 4))
        {
            return fetched ? Up : Down;
        }

        if (row == 4 && column > 1)
        {
            return fetched ? Left : column < 7 ? Right : Down;
        }

        if (column == 0 && row < 8)
        {
            return fetched ? Down : Up;
        }

        if (column == 7 && row < 8 && !(fetched && row == 4))
        {
            return fetched ? Up : Down;
        }

        if (row == 8 && column == (fetched ? 7 : 0))
        {
            return Up;
        }

        return PassTheGuard(observation, row, column, fetched ? 1 : -1);
    }

    private static int PassTheGuard(float[] observation, int row, int column, int direction)
    {
        int walk = direction > 0 ? Right : Left;
        int guard = Ones(observation, 1).Single().Column, before = Ones(observation, 2).Single().Column;
        int next = guard switch
        {
            1 => 2,
            6 => 5,
            _ => guard + (guard - before),
        };
        int distance = (guard - column) * direction;
        bool comes = (next - guard) * direction < 0 && distance > 0;
        if (row == 7 || !comes)
        {
            return walk;
        }

        bool onALadder = column is 0 or 7;
        if (onALadder)
        {
            return distance >= 4 ? walk : Nothing;
        }

        return distance <= 2 ? Up : walk;
    }

    // Fresh, with the guard a number of steps on its way from the left end.
    private static (KeyDoor Game, float[] Observation) Begin(int phase)
    {
        int[] way = [1, 2, 3, 4, 5, 6, 5, 4, 3, 2];
        var game = new KeyDoor();
        var observation = new float[700];
        for (ulong seed = 0; ; seed++)
        {
            game.Reset(seed, observation);
            if (Ones(observation, 1).Single().Column == way[phase]
                && Ones(observation, 2).Single().Column == way[(phase + Phases - 1) % Phases])
            {
                return (game, observation);
            }
        }
    }

    private static void Walk(KeyDoor game, float[] observation, string moves)
    {
        foreach (char move in moves)
        {
            Assert.Equal(new StepResult(0, false), game.Step(Action(move), observation));
        }
    }

    private static int Action(char move) => move switch
    {
        'l' => Left,
        'r' => Right,
        'u' => Up,
        'd' => Down,
        _ => Nothing,
    };

    private static (int Row, int Column) After(KeyDoor game, int action, float[] observation)
    {
        Assert.Equal(new StepResult(0, false), game.Step(action, observation));
        return Ones(observation, 0).Single();
    }

    private static List<(int Row, int Column)> Ones(float[] observation, int channel)
    {
        var cells = new List<(int, int)>();
        for (int cell = 0; cell < 100; cell++)
        {
            if (observation[(cell * 7) + channel] == 1)
            {
                cells.Add((cell / 10, cell % 10));
            }
        }

        return cells;
    }

    private static List<(int Row, int Column)> Cells(char sign) =>
        [.. Enumerable.Range(0, 100).Where(cell => Room[cell / 10][cell % 10] == sign).Select(cell => (cell / 10, cell % 10))];

    private static byte[] Save(KeyDoor game)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        game.SaveState(writer);
        writer.Flush();
        return memory.ToArray();
    }

    private static void Load(KeyDoor game, byte[] state)
    {
        using var reader = new BinaryReader(new MemoryStream(state));
        game.LoadState(reader);
    }
}
