using AsyncRL.Cli.Tests.Support;
using AsyncRL.Environments;

namespace AsyncRL.Cli.Tests;

/// <summary>What every command owes to the environments that it plays: a guard, and the end of each, once.</summary>
public sealed class PlayedEnvironmentTests
{
    private const string Held = "test/Held-v0", Odd = "test/Odd-v0", Wide = "test/Wide-v0";

    private static readonly List<HeldGame> All = [];

    static PlayedEnvironmentTests()
    {
        EnvironmentRegistry.Default.Register(new(Held, () => Noted(new HeldGame(4)), MaxEpisodeSteps: 20));
        EnvironmentRegistry.Default.Register(new(Odd, () => Noted(new HeldGame(4, Flaw))));
        EnvironmentRegistry.Default.Register(new(Wide, () => Noted(new HeldGame(5))));
    }

    // What the odd game pays at its sixth step, once it is to.
    private static double Flaw { get; set; }

    [Fact]
    public void EveryCommandDisposesOfWhatItMakesOnce()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        All.Clear();
        Asyncrl.Succeed(
            "train", "a3c", "--env", Held, "--steps", "600", "--threads", "2", "--out", run, "--quiet",
            "--set", "network.hidden=8", "--set", "evaluation.episodes=1", "--set", "topology.envs_per_actor=2");
        Assert.Equal(5, All.Count);
        string[][] commands =
        [
            ["eval", run, "--episodes", "5", "--threads", "2"],
            ["eval", run, "--policy", "random", "--episodes", "5"],
            ["watch", run, "--episodes", "2"],
            ["record", run, "--out", folder.Sub("film.gif"), "--frames", "5"],
            ["inspect-env", Held, "--episodes", "2"],
            ["check-env", Held],
            ["tabular", "q-learning", "--env", Held, "--episodes", "5", "--eval-episodes", "5"],
            ["list", "environments", Held],
            ["bench", "environment", "--env", Held, "--seconds", "0.05"],
            ["resume", run, "--steps", "900", "--quiet"],
        ];
        foreach (string[] command in commands)
        {
            int before = All.Count;
            Asyncrl.Succeed(command);
            Assert.True(All.Count > before, command[0]);
            Assert.All(All, g => Assert.True(g.Disposals == 1, $"{command[0]}: {g.Disposals}"));
        }

        // Refused before anything is played.
        Asyncrl.Refuse("train", "a3c", "--env", Held, "--set", "topology.threads=0");
        Asyncrl.Refuse("tabular", "value-iteration", "--env", Held);
        Assert.All(All, g => Assert.Equal(1, g.Disposals));
    }

    [Fact]
    public void ARewardThatIsNotANumberFailsEveryCommandThatPlays()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        All.Clear();
        Flaw = 0;
        Asyncrl.Succeed(
            "train", "a3c", "--env", Odd, "--steps", "200", "--threads", "1", "--out", run, "--quiet", "--set",
            "network.hidden=8", "--set", "evaluation.episodes=0", "--set", "topology.envs_per_actor=1");
        Flaw = double.NaN;
        string[][] commands =
        [
            ["eval", run, "--episodes", "2", "--json"],
            ["eval", "--env", Odd, "--policy", "random", "--episodes", "2", "--json"],
            ["watch", run],
            ["record", run, "--out", folder.Sub("film.gif")],
            ["inspect-env", Odd],
            ["tabular", "q-learning", "--env", Odd],
            ["tabular", "monte-carlo", "--env", Odd],
        ];
        foreach (string[] command in commands)
        {
            (int code, string output, string error) = Asyncrl.Run(command);
            Assert.Equal(1, code);
            Assert.Empty(output);
            Assert.Contains("returned the reward NaN, which is not a finite number", error, StringComparison.Ordinal);
            Assert.Contains("HeldGame", error, StringComparison.Ordinal);
            Assert.Contains("step 6", error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(folder.Sub("film.gif")));
        Assert.All(All, g => Assert.Equal(1, g.Disposals));
    }

    [Fact]
    public void APolicyIsRefusedOnOtherSpacesByEveryCommand()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Sub("run");
        Asyncrl.Succeed(
            "train", "a3c", "--env", "FrozenLake8x8-v1", "--steps", "200", "--threads", "1", "--out", run, "--quiet", "--set",
            "network.hidden=8", "--set", "evaluation.episodes=0");
        foreach (string[] command in (string[][])
        [
            ["eval", run, "--env", Wide], ["watch", run, "--env-set", "map_name=4x4"],
            ["record", run, "--out", folder.Sub("film.gif"), "--env-set", "map_name=4x4"],
        ])
        {
            string error = Asyncrl.Run(command).Error;
            Assert.Contains("observations Discrete(64)", error, StringComparison.Ordinal);
            Assert.Contains("Discrete(64) is not Discrete(", error, StringComparison.Ordinal);
        }
    }

    private static HeldGame Noted(HeldGame game)
    {
        lock (All)
        {
            All.Add(game);
        }

        return game;
    }

    private sealed class HeldGame(int states, double? flaw = null)
        : DiscreteEnvironment(new Discrete(states), actions: 2), IDrawable, IDisposable
    {
        private int place;
        private int steps;
        private int disposals;

        public int Disposals => disposals;

        public (int Width, int Height) PreferredSize => (8, 8);

        public void Draw(PixelCanvas canvas) => canvas.Clear(new Rgb(0, 0, (byte)(40 * place)));

        public void Dispose() => Interlocked.Increment(ref disposals);

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            observation[0] = place = Random.Integers(0, states);
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            place = (place + 1 + (2 * action)) % states;
            observation[0] = place;
            return new StepResult(++steps == 6 && flaw is not null ? Flaw : place, Terminated: false, Truncated: steps == 15);
        }
    }
}
