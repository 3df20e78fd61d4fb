using System.Runtime.CompilerServices;
using AsyncRL.Environments.ClassicControl;
using AsyncRL.Environments.Diagnostic;
using AsyncRL.Environments.Labyrinths;
using AsyncRL.Environments.MinAtar;
using AsyncRL.Environments.Tabular;
using AsyncRL.Environments.ToyText;
using AsyncRL.Environments.Underground;

namespace AsyncRL.Environments.Tests.Registry;

/// <summary>The options of the environments that come with the library.</summary>
public class RegisteredOptionTests
{
    private const int Steps = 200;

    // What each id is, made without the registry.
    private static readonly Dictionary<string, Func<Environment>> Plain = new()
    {
        ["CartPole-v1"] = () => new TimeLimit(new CartPole(), 500),
        ["CartPoleNoVelocity-v1"] = () => new TimeLimit(new CartPole(showVelocities: false), 500),
        ["MountainCar-v0"] = () => new TimeLimit(new MountainCar(), 200),
        ["MountainCarContinuous-v0"] = () => new TimeLimit(new MountainCarContinuous(), 999),
        ["Pendulum-v1"] = () => new TimeLimit(new Pendulum(), 200),
        ["FrozenLake-v1"] = () => new TimeLimit(new FrozenLake(), 100),
        ["FrozenLake8x8-v1"] = () => new TimeLimit(new FrozenLake(FrozenLake.Map8x8), 200),
        ["CliffWalking-v1"] = () => new CliffWalking(),
        ["CliffWalkingSlippery-v1"] = () => new CliffWalking(isSlippery: true),
        ["Taxi-v4"] = () => new TimeLimit(new Taxi(), 200),
        ["Blackjack-v1"] = () => new Blackjack(sab: true),
        ["TMaze-v0"] = () => new TimeLimit(new TMaze(10), 40),
        ["TMaze20-v0"] = () => new TimeLimit(new TMaze(20), 60),
        ["Bandit-v0"] = () => new TimeLimit(new Bandit(), 1000),
        ["BanditFixed-v0"] = () => new TimeLimit(new Bandit(problem: 2), 1000),
        ["Chain-v0"] = () => new TimeLimit(new Chain(10), 18),
        ["Chain20-v0"] = () => new TimeLimit(new Chain(20), 28),
        ["Chain50-v0"] = () => new TimeLimit(new Chain(50), 58),
        ["Chain100-v0"] = () => new TimeLimit(new Chain(100), 108),
        ["DeepSea-v0"] = () => new DeepSea(10, mapSeed: 0),
        ["Catacombs-v0"] = () => new TimeLimit(new Catacombs(), 2_000),
        ["BitFlip-v0"] = () => new TimeLimit(new BitFlip(15), 15),
        ["BitFlip40-v0"] = () => new TimeLimit(new BitFlip(40), 40),
        ["PointReach-v0"] = () => new TimeLimit(new PointReach(0.05), 50),
        ["GridWorld-v0"] = () => new TimeLimit(new GridWorld(), 100),
        ["Labyrinth-v0"] = () => new TimeLimit(new Labyrinth(new LabyrinthOptions()), 900),
        ["MinAtar/Asterix-v0"] = () => new Asterix(false),
        ["MinAtar/Asterix-v1"] = () => new Asterix(),
        ["MinAtar/Breakout-v0"] = () => new Breakout(false),
        ["MinAtar/Breakout-v1"] = () => new Breakout(),
        ["MinAtar/Freeway-v0"] = () => new Freeway(false),
        ["MinAtar/Freeway-v1"] = () => new Freeway(),
        ["MinAtar/Seaquest-v0"] = () => new Seaquest(false),
        ["MinAtar/Seaquest-v1"] = () => new Seaquest(),
        ["MinAtar/SpaceInvaders-v0"] = () => new SpaceInvaders(false),
        ["MinAtar/SpaceInvaders-v1"] = () => new SpaceInvaders(),
    };

    public static TheoryData<string> PlainIds => [.. Plain.Keys];

    [Theory]
    [MemberData(nameof(PlainIds))]
    public void WithoutOptionsAnIdIsTheWorldOfItsClass(string id) =>
        Assert.Equal(Play(Plain[id]()), Play(EnvironmentRegistry.Default.Make(id)));

    [Theory]
    [MemberData(nameof(BuiltInContractTests.Ids), MemberType = typeof(BuiltInContractTests))]
    public void DefaultsThatAreSpelledOutChangeNothing(string id)
    {
        var spelled = new EnvironmentOptions(
            [.. EnvironmentRegistry.Default.Find(id).Options.Select(o => (o.Key, (object?)o.Default))]);
        Assert.Equal(Play(EnvironmentRegistry.Default.Make(id)), Play(EnvironmentRegistry.Default.Make(id, spelled)));
    }

    [Theory]
    [InlineData("TMaze20-v0", "TMaze-v0", "corridor_length=20")]
    [InlineData("Chain20-v0", "Chain-v0", "length=20")]
    [InlineData("Chain50-v0", "Chain-v0", "length=50")]
    [InlineData("Chain100-v0", "Chain-v0", "length=100")]
    [InlineData("BitFlip40-v0", "BitFlip-v0", "bits=40")]
    [InlineData("CliffWalkingSlippery-v1", "CliffWalking-v1", "is_slippery=true")]
    [InlineData("CartPoleNoVelocity-v1", "CartPole-v1", "show_velocities=false")]
    [InlineData("BanditFixed-v0", "Bandit-v0", "problem=2")]
    [InlineData("FrozenLake8x8-v1", "FrozenLake-v1", "map_name=8x8,max_episode_steps=200")]
    [InlineData("MinAtar/Freeway-v0", "MinAtar/Freeway-v1", "use_minimal_action_set=false")]
    public void AVariantIsTheSameWorldWithOtherDefaults(string variant, string id, string settings) => Assert.Equal(
        Play(EnvironmentRegistry.Default.Make(variant)),
        Play(EnvironmentRegistry.Default.Make(id, EnvironmentOptions.Parse(settings.Split(',')))));

    [Theory]
    [InlineData("TMaze-v0", "corridor_length=30", 80)]
    [InlineData("TMaze20-v0", "corridor_length=10", 40)]
    [InlineData("Chain-v0", "length=50", 58)]
    [InlineData("Labyrinth-v0", "ticks_per_second=5", 300)]
    [InlineData("TMaze-v0", "corridor_length=30,max_episode_steps=7", 7)]
    [InlineData("TMaze-v0", "max_episode_steps=7", 7)]
    [InlineData("CliffWalking-v1", "max_episode_steps=7", 7)]
    [InlineData("FrozenLake-v1", "is_slippery=false", 100)]
    [InlineData("FrozenLake-v1", "max_episode_steps=none", null)]
    [InlineData("TMaze-v0", "corridor_length=30,max_episode_steps=none", null)]
    public void TheTimeLimitFitsTheOptionsUnlessItIsGiven(string id, string settings, int? limit) => Assert.Equal(
        limit,
        (EnvironmentRegistry.Default.Make(id, EnvironmentOptions.Parse(settings.Split(','))) as TimeLimit)?.MaxEpisodeSteps);

    [Fact]
    public void AMapOfOnesOwnIsPlayed()
    {
        var lake = (FrozenLake)EnvironmentRegistry.Default.Make(
            "FrozenLake-v1", new EnvironmentOptions(("desc", new[] { "SFFH", "HFFG" }))).Unwrapped;
        Assert.Equal(["SFFH", "HFFG"], lake.Map);
        var grid = (GridWorld)EnvironmentRegistry.Default.Make(
            "GridWorld-v0", new EnvironmentOptions(("map", "S.G/..."))).Unwrapped;
        Assert.Equal((2, 3), (grid.Rows, grid.Columns));
    }

    [Fact]
    public void TheBooksRewardOfThePoleIsPaidOnlyForItsFall()
    {
        Environment plain = new CartPole(), book = new CartPole(suttonBartoReward: true);
        float[] first = new float[4], second = new float[4];
        plain.Reset(3, first);
        book.Reset(3, second);
        StepResult one, other;
        do
        {
            (one, other) = (plain.Step(1, first), book.Step(1, second));
            Assert.Equal(first, second);
            Assert.Equal((1, one.Terminated ? -1 : 0), (one.Reward, other.Reward));
            Assert.Equal(one.Terminated, other.Terminated);
        }
        while (!one.Terminated);
    }

    [Fact]
    public void ACarSlowerThanTheGoalsVelocityDrivesOn()
    {
        var slow = new MountainCar();
        var asked = new MountainCar(goalVelocity: 0.05);
        var observation = new float[2];
        slow.Reset(0, observation);
        asked.Reset(0, observation);
        (slow.Position, slow.Velocity, asked.Position, asked.Velocity) = (0.49, 0.02, 0.49, 0.02);
        Assert.True(slow.Step(2, observation).Terminated);
        Assert.False(asked.Step(2, observation).Terminated);
        Assert.True(observation[0] > 0.5);

        var throttle = new MountainCarContinuous(goalVelocity: 0.05);
        throttle.Reset(0, observation);
        (throttle.Position, throttle.Velocity) = (0.49, 0.02);
        Assert.False(throttle.Step(new float[] { 1f }, observation).Terminated);
    }

    [Fact]
    public void APendulumWithoutGravityIsTurnedByItsTorqueAlone()
    {
        var pendulum = new Pendulum(g: 0);
        var observation = new float[3];
        pendulum.Reset(0, observation);
        double before = pendulum.AngularVelocity;
        pendulum.Step(new float[] { 0f }, observation);
        Assert.Equal(before, pendulum.AngularVelocity);
        pendulum.Step(new float[] { 1f }, observation);
        Assert.Equal(before + (3 * 0.05), pendulum.AngularVelocity, 12);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 300)]
    [InlineData(0.1, 30)]
    public void StickyActionsRepeatTheMoveBeforeAsOftenAsTold(double probability, int expected)
    {
        // With every move the paddle goes to the other side, unless the one before is played again.
        var game = new Breakout(stickyActionProb: probability);
        var observation = new float[400];
        game.Reset(1, observation);
        int repeated = 0, before = Paddle(observation);
        for (int i = 0; i < 300; i++)
        {
            int action = 1 + (i % 2);
            bool over = game.Step(action, observation).Terminated;
            repeated += Paddle(observation) - before != (action == 1 ? -1 : 1) ? 1 : 0;
            if (over)
            {
                game.Reset(null, observation);
            }

            before = Paddle(observation);
        }

        Assert.InRange(repeated, expected * 2 / 3, expected * 4 / 3);

        static int Paddle(float[] cells) => Enumerable.Range(0, 10).First(x => cells[((9 * 10) + x) * 4] > 0);
    }

    [Fact]
    public void AProbabilityOfStickyActionsBeyondOneIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Breakout(stickyActionProb: 1.5));

    [Fact]
    public void AsterixStaysAsEasyAsItBeganWithoutRamping() =>
        AssertRamps(ramping => new Asterix(difficultyRamping: ramping), 100);

    [Fact]
    public void SeaquestStaysAsEasyAsItBeganWithoutRamping() =>
        AssertRamps(ramping => new Seaquest(difficultyRamping: ramping), 20);

    [Theory]
    [InlineData(true, 11)]
    [InlineData(false, 12)]
    public void ANewWaveMarchesFasterUnlessTheGameStaysAsEasyAsItBegan(bool ramping, int interval)
    {
        // The state ends with three numbers for each of ten rows, the first of which is the row's aliens, then five numbers and a
        // truth value.
        const int Interval = (5 * 4) + 1, Rows = (30 * 4) + Interval;
        var game = new SpaceInvaders(difficultyRamping: ramping);
        var observation = new float[game.ObservationSpace.Length];
        game.Reset(1, observation);
        byte[] state = StateOf(game);
        for (int row = 0; row < 10; row++)
        {
            state.AsSpan(state.Length - Rows + (row * 12), 4).Clear();
        }

        game.LoadState(new BinaryReader(new MemoryStream(state)));
        game.Step(0, observation);

        byte[] after = StateOf(game);
        Assert.Equal(interval, BitConverter.ToInt32(after, after.Length - Interval + 4));
        Assert.Equal(24, Enumerable.Range(0, 100).Count(cell => observation[(cell * 6) + 1] > 0));

        static byte[] StateOf(Environment environment)
        {
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            environment.SaveState(writer);
            return stream.ToArray();
        }
    }

    [Fact]
    public void AWorldThatCannotBePlayedHereIsKnownAndSaysWhy()
    {
        string? reason = "the file 'rom.bin' is missing; put it beside the program.";
        var registry = new EnvironmentRegistry();
        registry.Register(EnvironmentSpec.Of<Chain>("Test/Here-v0"));
        registry.Register(EnvironmentSpec.Of<Chain>("Test/Missing-v0") with { WhyUnavailable = _ => reason });

        Assert.Equal(["Test/Here-v0", "Test/Missing-v0"], registry.All.Select(s => s.Id));
        Assert.Equal(["Test/Here-v0"], registry.Available.Select(s => s.Id));
        string message = "'Test/Missing-v0' cannot be played here: the file 'rom.bin' is missing; put it beside the program.";
        Assert.Equal(message, Assert.Throws<EnvironmentUnavailableException>(() => registry.Make("Test/Missing-v0")).Message);
        Assert.Equal(
            message,
            Assert.Throws<EnvironmentUnavailableException>(
                () => registry.Check("Test/Missing-v0", EnvironmentOptions.None)).Message);

        reason = null;
        Assert.Equal(2, registry.Available.Count);
        Assert.IsType<Chain>(registry.Make("Test/Missing-v0"));
    }

    [Fact]
    public void EveryOptionIsDescribedInASentence()
    {
        foreach (EnvironmentOptionEntry option in EnvironmentRegistry.Default.All.SelectMany(s => s.Options))
        {
            Assert.EndsWith(".", option.Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TheDocumentedEnvironmentsAreThoseOfTheRegistry()
    {
        // ASYNCRL_WRITE_DOCS=1 dotnet test ... rewrites the page after an environment changed.
        string path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "docs", "environments.md");
        string text = EnvironmentDocument.ToMarkdown(BuiltInEnvironments.AddTo(new EnvironmentRegistry()));
        if (System.Environment.GetEnvironmentVariable("ASYNCRL_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.ReadAllText(path));
    }

    // Both games are the same until the first time that one becomes harder, at the earliest after so many steps.
    private static void AssertRamps(Func<bool, Environment> create, int earliest)
    {
        const int Most = 200_000;
        Environment ramping = create(true), steady = create(false);
        float[] first = new float[ramping.ObservationSpace.Length], second = new float[first.Length];
        ramping.Reset(1, first);
        steady.Reset(1, second);
        int step = 0;
        for (; step < Most && first.AsSpan().SequenceEqual(second); step++)
        {
            int action = (int)((uint)step * 2654435761u >> 16) % ((Discrete)ramping.ActionSpace).Count;
            StepResult result = ramping.Step(action, first);
            if (result != steady.Step(action, second))
            {
                break;
            }

            if (result.EpisodeEnded)
            {
                ramping.Reset(null, first);
                steady.Reset(null, second);
            }
        }

        Assert.InRange(step, earliest, Most - 1);
    }

    private static List<double> Play(Environment environment)
    {
        var observation = new float[environment.ObservationSpace.Length];
        var seen = new List<double>();
        environment.Reset(11, observation);
        for (int i = 0; i < Steps; i++)
        {
            StepResult result = Sampled.Step(environment, i, observation);
            seen.AddRange([result.Reward, result.Terminated ? 1 : 0, result.Truncated ? 1 : 0]);
            seen.AddRange(Array.ConvertAll(observation, x => (double)x));
            if (result.EpisodeEnded)
            {
                environment.Reset(null, observation);
            }
        }

        return seen;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
