using System.Globalization;
using System.Text.RegularExpressions;
using AsyncRL.Agents;
using AsyncRL.Cli.Tests.Support;
using AsyncRL.Cli.Watching;
using AsyncRL.Environments;
using AsyncRL.Policies;

namespace AsyncRL.Cli.Tests;

public sealed partial class WatchTests : IClassFixture<WatchTests.Models>
{
    private const string CatchWorld = "Catch-v0"; // every episode lasts nine steps, 10 a second

    private readonly Models models;

    public WatchTests(Models models) => this.models = models;

    [Fact]
    public void EveryStateIsShownForAsLongAsItLasts()
    {
        var keys = new ScriptedKeys();
        string[] frames = Watch(CatchWorld, keys, episodes: 2);
        Assert.Equal([.. Steps(1, 0, 9), .. Steps(2, 0, 9)], frames.Select(EpisodeAndStep));
        Assert.All(frames, f => Assert.Contains("  10 steps/s", f));

        // Nine steps each at ten a second, and the end of the first one a second long.
        Assert.Equal(0.9 + 1 + 0.9, keys.Now.TotalSeconds, 1e-6);
        Assert.All(frames, f => Assert.Equal(f == frames[9] || f == frames[19], f.Contains("(episode over)")));
    }

    [Fact]
    public void DrawingDoesNotSlowPlayAndASlowTerminalMissesNothing()
    {
        // Only the last picture's own time is added; the cursor comes back with it.
        var quick = new ScriptedKeys();
        Watch(CatchWorld, quick, quick.Terminal(0.03));
        Assert.Equal(0.9 + 0.03 + 0.03, quick.Now.TotalSeconds, 1e-6);

        // Every picture takes half a second where there is time for a tenth: no state is left out for that.
        var slow = new ScriptedKeys();
        StringWriter output = slow.Terminal(0.5);
        Watch(CatchWorld, slow, output);
        Assert.Equal(10, Frames(output.ToString()).Length);
        Assert.Equal(11 * 0.5, slow.Now.TotalSeconds, 1e-6);
    }

    [Fact]
    public void SpacePausesAndContinues()
    {
        var keys = new ScriptedKeys().At(0.25, ' ').At(60, ' ');
        string[] frames = Watch(CatchWorld, keys);
        Assert.Equal([(1, 0), (1, 1), (1, 2), (1, 2), (1, 2), .. Steps(1, 3, 9)], frames.Select(EpisodeAndStep));
        Assert.Equal([3], Where(frames, f => f.Contains("  paused")));

        // The pause was in the third state; the seven steps that were left began at once.
        Assert.Equal(60 + 0.6, keys.Now.TotalSeconds, 1e-6);
    }

    [Fact]
    public void WhilePausedTheseKeysPlayOneStepEach()
    {
        ScriptedKeys keys =
            new ScriptedKeys().At(0, ' ').At(1, '.').At(2, 's').At(3, ConsoleKey.RightArrow).At(4, 'x').At(5, 'q');
        string[] frames = Watch(CatchWorld, keys);
        Assert.Equal([(1, 0), (1, 0), (1, 1), (1, 2), (1, 3)], frames.Select(EpisodeAndStep));
        Assert.Equal(5, keys.Now.TotalSeconds, 1e-6);
    }

    [Fact]
    public void StepKeysDoNothingWhilePlayGoesOn()
    {
        ScriptedKeys keys = new ScriptedKeys().At(0.15, '.').At(0.16, ConsoleKey.RightArrow);
        Assert.Equal(Steps(1, 0, 9), Watch(CatchWorld, keys).Select(EpisodeAndStep));
        Assert.Equal(0.9, keys.Now.TotalSeconds, 1e-6);
    }

    [Fact]
    public void AStepFromThePausedEndBeginsTheNextEpisode()
    {
        ScriptedKeys keys = new ScriptedKeys().At(1.5, ' ').At(30, '.').At(31, 'q');
        string[] frames = Watch(CatchWorld, keys, episodes: 2);
        Assert.Equal([.. Steps(1, 0, 9), (1, 9), (2, 0)], frames.Select(EpisodeAndStep));
    }

    [Theory]
    [InlineData('q', ConsoleKey.None, false)]
    [InlineData('\e', ConsoleKey.Escape, false)]
    [InlineData('\u0003', ConsoleKey.C, true)]
    public void QuittingLeavesTheTerminalAsItWas(char character, ConsoleKey key, bool control)
    {
        ScriptedKeys keys = character == 'q' ? new ScriptedKeys().At(0.35, character) : new ScriptedKeys().At(0.35, key, control);
        var output = new StringWriter { NewLine = "\n" };
        Watch(CatchWorld, keys, output, episodes: 3);
        Assert.Equal(0.35, keys.Now.TotalSeconds, 1e-6);
        string text = output.ToString();
        Assert.StartsWith("\e[?25l", text);
        Assert.EndsWith("\e[0m\e[?25h", text);
        Assert.Equal(4, Frames(text).Length);
    }

    [Fact]
    public void PlusAndMinusChangeTheSpeed()
    {
        ScriptedKeys keys = new ScriptedKeys().At(0.05, '+').At(0.22, '-').At(0.23, '-');
        string[] frames = Watch(CatchWorld, keys);
        Assert.Equal([10, 20, 20, 20, 20, 20, 10, 5], frames.Take(8).Select(Speed));
        Assert.All(frames.Skip(8), f => Assert.Equal(5, Speed(f)));
        Assert.True(keys.Now.TotalSeconds is > 1 and < 1.3, $"{keys.Now}");
    }

    [Theory]
    [InlineData('+', 1000)]
    [InlineData('-', 0.25)]
    public void TheSpeedHasLimits(char key, double limit)
    {
        var controls = new WatchControls(30);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(KeyEffect.Redraw, controls.Press(new ConsoleKeyInfo(key, ConsoleKey.None, false, false, false)));
        }

        Assert.Equal(limit, controls.FramesPerSecond);
    }

    [Fact]
    public void ProbabilitiesAndTheValueAreShownOnRequest()
    {
        ScriptedKeys keys = new ScriptedKeys().At(0.15, 'v').At(0.35, 'v');
        string[] frames = Watch(CatchWorld, keys);
        Assert.Equal([2, 3, 4], Where(frames, f => f.Contains("value ")));
        string shown = frames[3];
        double[] probabilities = [.. ActionLines(shown).Select(m => Number(m.Groups["number"].Value))];
        Assert.Equal(["left", "stay", "right"], ActionLines(shown).Select(m => m.Groups["name"].Value));
        Assert.Equal(1, probabilities.Sum(), 0.003);
        Match best = Assert.Single(ActionLines(shown), m => m.Groups["mark"].Value == ">");
        Assert.Equal(probabilities.Max(), Number(best.Groups["number"].Value));
        Assert.Contains($"next {best.Groups["name"].Value}  ", shown);
        Assert.All(ActionLines(shown), m => Assert.Equal(30 * Number(m.Groups["number"].Value), m.Groups["bar"].Length, 0.51));
    }

    [Fact]
    public void TheValueAndTheActionShownBelongToTheStateShown()
    {
        string[] frames = Watch(CatchWorld, new ScriptedKeys().At(0, 'v'));
        string[] names = ["left", "stay", "right"];
        PolicyActor actor = models.Of(CatchWorld).CreateActor();
        Environments.Environment world = EnvironmentRegistry.Default.Make(CatchWorld);
        var observation = new float[world.ObservationSpace.Length];
        world.Reset(7, observation);
        foreach (string frame in frames[1..^1])
        {
            int action = actor.Act(observation);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"value {actor.Value:F3}"), frame);
            Assert.Contains($"next {names[action]} ", frame);
            world.Step(action, observation);
        }

        Assert.DoesNotContain("value", frames[^1]);
    }

    [Fact]
    public void ActionValuesAreShownAsNumbers()
    {
        string[] frames = Watch("CartPole-v1", new ScriptedKeys().At(0, 'v').At(0.1, 'q'));
        string[] values = [.. ActionLines(frames[1]).Select(m => m.Groups["number"].Value)];
        Assert.Equal(["left", "right"], ActionLines(frames[1]).Select(m => m.Groups["name"].Value));
        Assert.Contains($"value {values.MaxBy(Number)}", frames[1]);
        Assert.Contains("  50 steps/s", frames[0]);
        Assert.DoesNotContain("█", frames[1]);
    }

    [Fact]
    public void ContinuousActionsAreShownWithMeanAndDeviation()
    {
        string[] frames = Watch("Pendulum-v1", new ScriptedKeys().At(0, 'v').At(0.1, 'q'), mode: PolicyMode.Sample);
        Match line = Regex.Match(
            frames[1], @"  torque  mean +(?<mean>-?[\d.]+)  deviation (?<deviation>[\d.]+)  action +(?<action>-?[\d.]+)");
        Assert.True(line.Success, frames[1][^400..]);
        Assert.True(Number(line.Groups["deviation"].Value) > 0);
        Assert.NotEqual(line.Groups["mean"].Value, line.Groups["action"].Value);
        Assert.Contains("  30 steps/s", frames[0]);
        Assert.Equal(Number(line.Groups["action"].Value), Number(Regex.Match(frames[1], @"next (\S+)  ").Groups[1].Value), 0.006);
    }

    [Fact]
    public void HidingThePolicyTakesItsLinesAwayAgain()
    {
        var output = new StringWriter { NewLine = "\n" };
        Watch(CatchWorld, new ScriptedKeys().At(0.01, 'v').At(0.02, 'v').At(0.03, 'q'), output);
        string[] frames = Frames(output.ToString());

        // A frame moves up by the lines of the one before and erases what is left below its own.
        int[] lines = [.. frames.Select(f => f.Count(c => c == '\n'))];
        Assert.Equal([lines[0], lines[0] + 4, lines[0]], lines);
        Assert.StartsWith($"\e[{lines[0]}A", frames[1]);
        Assert.StartsWith($"\e[{lines[1]}A", frames[2]);
        Assert.All(frames, f => Assert.Contains("\e[J", f));
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(40, 40)]
    [InlineData(200, 70)]
    public void ThePictureAndTheTextFitTheTerminal(int columns, int rows)
    {
        foreach (string id in (string[])["Labyrinth-v0", "MinAtar/Seaquest-v1", "CartPole-v1"])
        {
            Environments.Environment world = EnvironmentRegistry.Default.Make(id);
            world.Reset(1, new float[world.ObservationSpace.Length]);
            var output = new StringWriter();
            using var screen = new PixelScreen(output, world, (columns, rows), linesBelow: 9);
            screen.Show([], Enumerable.Repeat(new string('x', 300), 9));
            string[] lines = Escapes().Replace(output.ToString(), string.Empty).Split('\n');
            Assert.Equal(9, lines.Count(l => l == new string('x', columns)));
            Assert.True(lines.Length <= rows, $"{id}: {lines.Length} lines");
            Assert.All(lines, l => Assert.True(l.Length <= columns, $"{id}: {l.Length} columns"));
            Assert.True(lines.Count(l => l.StartsWith('▀')) >= 8, id);
        }
    }

    [Fact]
    public void AnActionThatIsRepeatedIsShownAsLongAsAllItsSteps()
    {
        Assert.Equal(50, FrameRate.Of(EnvironmentRegistry.Default.Make("CartPole-v1")));
        Assert.Equal(12.5, FrameRate.Of(new TimeLimit(new ActionRepeat(EnvironmentRegistry.Default.Make("CartPole-v1"), 4), 10)));
    }

    [Fact]
    public void TheCommandListensToTheKeyboardAndFpsOverridesTheWorldsSpeed()
    {
        var keys = new ScriptedKeys().At(0, 'q');
        var output = new StringWriter();
        var terminal = new Terminal(output, output, IsInteractive: true) { Keys = () => keys };
        Assert.Equal(0, CommandRunner.Run(["watch", models.PathOf(CatchWorld), "--fps", "33"], terminal));
        Assert.Contains("  33 steps/s", output.ToString());
        Assert.Single(Frames(output.ToString()));
        Assert.EndsWith("\e[?25h", output.ToString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("1001")]
    public void AnImpossibleSpeedIsRefused(string fps)
    {
        (int code, _, string error) = Asyncrl.Run("watch", models.PathOf(CatchWorld), "--fps", fps);
        Assert.Equal(2, code);
        Assert.Contains("--fps must be more than 0 and at most 1000", error);
    }

    [Fact]
    public void WithoutAKeyboardEachEpisodeIsALine()
    {
        var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(
            0, CommandRunner.Run(
                ["watch", models.PathOf(CatchWorld), "--episodes", "2"], new Terminal(output, output, IsInteractive: true)));
        Assert.Matches(@"^(step 9  action \w+  return -?1\.0  \(episode over\)\n){2}$", output.ToString());
    }

    private static (int, int)[] Steps(int episode, int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(s => (episode, s))];

    private static int[] Where(string[] frames, Func<string, bool> condition) =>
        [.. Enumerable.Range(0, frames.Length).Where(i => condition(frames[i]))];

    private static (int, int) EpisodeAndStep(string frame)
    {
        Match match = Regex.Match(frame, @"episode (\d+)/\d+  step (\d+) ");
        return (
            int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
    }

    private static double Speed(string frame) => Number(Regex.Match(frame, "([0-9.]+) steps/s").Groups[1].Value);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static Match[] ActionLines(string frame) => [.. ActionLine().Matches(frame).Cast<Match>()];

    private static string[] Frames(string text) => [.. FrameStart().Split(text).Where(f => f.Length > 0)];

    private string[] Watch(string id, ScriptedKeys keys, int episodes = 1, PolicyMode mode = PolicyMode.Greedy)
    {
        var output = new StringWriter();
        Watch(id, keys, output, episodes, mode);
        return Frames(output.ToString());
    }

    private void Watch(string id, ScriptedKeys keys, StringWriter output, int episodes = 1, PolicyMode mode = PolicyMode.Greedy)
    {
        var play = new WatchedPlay(models.Of(id), EnvironmentRegistry.Default.Make(id), mode);
        using var screen = new PixelScreen(output, play.Environment, (200, 100), 10);
        new WatchSession(play, screen, new WatchControls(FrameRate.Of(play.Environment)), keys, keys).Run(episodes, seed: 7);
    }

    [GeneratedRegex(@"(?=\e\[\d+A\r)")]
    private static partial Regex FrameStart();

    [GeneratedRegex(@"\e\[[?\d;]*[A-Za-z]|\r")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"^(?<mark>[> ]) (?<name>\w+) +(?<number>-?\d+\.\d{3})(?: (?<bar>█+))?\e", RegexOptions.Multiline)]
    private static partial Regex ActionLine();

    /// <summary>A small model of each kind, trained once for all tests: probabilities, action values, a Gaussian.</summary>
    public sealed class Models : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public Models()
        {
            Train("a3c", CatchWorld);
            Train("async-nstep-q", "CartPole-v1");
            Train("a3c", "Pendulum-v1");
        }

        public string PathOf(string id) => folder.Sub(id);

        public TrainedPolicy Of(string id) => TrainedPolicy.Load(Path.Combine(PathOf(id), "final_model.safetensors"));

        public void Dispose() => folder.Dispose();

        private void Train(string algorithm, string id)
        {
            (int code, _, string error) = Asyncrl.Run(
                "train", algorithm, "--env", id, "--steps", "600", "--threads", "1", "--out", PathOf(id), "--quiet",
                "--set", "network.hidden=8", "--set", "evaluation.episodes=0", "--set", "topology.envs_per_actor=1");
            Assert.True(code == 0, error);
        }
    }
}
