using System.Text.Json.Nodes;
using AsyncRL.Environments;
using AsyncRL.Environments.Checking;
using AsyncRL.Gymnasium.Tests.Support;
using Xunit.Abstractions;

namespace AsyncRL.Gymnasium.Tests;

/// <summary>What an environment in order does, in both places.</summary>
public sealed class PlayTests(ITestOutputHelper output)
{
    public static TheoryData<PythonPlace> Places => [PythonPlace.Workers, PythonPlace.Process];

    [Theory]
    [MemberData(nameof(Places))]
    public void ASeedGivesTheTrajectoryOfAPlainLoopInPython(PythonPlace place)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        int[] actions = [1, 0, -1, 1];
        const int Steps = 100;
        string told = TestPython.Run(
            $"import json, asyncrl_worlds\nprint(json.dumps(asyncrl_worlds.play([1, 0, -1, 1], 12345, {Steps})))");
        JsonArray lines = JsonNode.Parse(told)!.AsArray();
        using var environment = Make("Walk-v0", place);
        float[] observation = new float[2];
        environment.Reset(12345, observation);
        int line = 0;
        Assert.Equal(Observation(lines[line++]!), observation);
        for (int i = 0; i < Steps; i++)
        {
            StepResult result = environment.Step(actions[i % actions.Length], observation);
            JsonNode expected = lines[line++]!;
            Assert.Equal(Observation(expected), observation);
            Assert.Equal(expected[2]!.GetValue<double>(), result.Reward);
            Assert.Equal(expected[3]!.GetValue<bool>(), result.Terminated);
            Assert.Equal(expected[4]!.GetValue<bool>(), result.Truncated);
            if (result.EpisodeEnded)
            {
                environment.Reset(null, observation);
                Assert.Equal(Observation(lines[line++]!), observation);
            }
        }

        Assert.Equal(lines.Count, line);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void KeywordsWrappersAndLimitsReachPython(PythonPlace place)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        // The wrapper named last sees what the others pay.
        EnvironmentRegistry registry = GymnasiumEnvironments.AddTo(new EnvironmentRegistry());
        double paid = Play([]);
        Assert.Equal(2 * (paid + 1), Play([("wrappers", "asyncrl_worlds:Plus,asyncrl_worlds:Doubled")]), 12);
        Assert.Equal((2 * paid) + 1, Play([("wrappers", "asyncrl_worlds:Doubled,asyncrl_worlds:Plus")]), 12);

        double Play((string, object?)[] more)
        {
            using var environment = (IDisposable)registry.Make(
                "gym:asyncrl_worlds:Walk-v0",
                new EnvironmentOptions(
                    [("run_in", place == PythonPlace.Process ? "process" : "workers"), ("length", 3), .. more]));
            var world = (AsyncRL.Environments.Environment)environment;
            float[] observation = new float[2];
            world.Reset(5, observation);
            double first = world.Step(1, observation).Reward;
            Assert.False(world.Step(1, observation).Truncated);
            Assert.True(world.Step(1, observation).Truncated);
            return first;
        }
    }

    [Theory]
    [InlineData(null, 7)]
    [InlineData(4, 4)]
    [InlineData(12, 12)]
    [InlineData(0, 30)]
    public void TheLimitIsGymnasiumsOrTheOneGiven(int? limit, int expected)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = GymnasiumEnvironment.Create(TestPython.World("Endless-v0") with { MaxEpisodeSteps = limit });
        float[] observation = new float[2];
        environment.Reset(1, observation);
        int steps = 1;
        while (!environment.Step(0, observation).Truncated && steps < 30)
        {
            steps++;
        }

        Assert.Equal(expected, steps);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void MasksAreThoseOfInfo(PythonPlace place)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = Make("Masked", place);
        Assert.True(environment.HasActionMask);
        bool[] legal = new bool[environment.ActionMaskWidth];
        float[] observation = new float[1];
        environment.Reset(1, observation);
        environment.WriteActionMask(legal);
        Assert.Equal([true, false, true, true], legal);
        environment.Step(3, observation);
        environment.WriteActionMask(legal);
        Assert.Equal([true, true, true, false], legal);
        using var other = Make("Walk-v0", place);
        Assert.False(other.HasActionMask);
    }

    [Fact]
    public void AFlagOfAMaskIsWhatIsNotZero()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        GymnasiumSettings halves = TestPython.World("Masked");
        halves.Arguments["legal"] = 0.5;
        using var environment = GymnasiumEnvironment.Create(halves);
        bool[] legal = new bool[environment.ActionMaskWidth];
        environment.Reset(1, new float[1]);
        environment.WriteActionMask(legal);
        Assert.Equal([true, false, true, true], legal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GoalsPayWhatPythonSays(bool batches)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = GymnasiumEnvironment.Create(TestPython.World("Reach", ("batches", batches)));
        GoalContract goals = Assert.IsType<GoalContract>(environment.Goals);
        float[] achieved = [0, 0, 1, 1, -2, 0], desired = [0.1f, 0.1f, -1, 1, -2, 0.6f];
        double[] rewards = new double[3];
        bool[] ends = new bool[3];
        goals.Evaluate(achieved, desired, rewards, ends);
        Assert.Equal([0, -1, -1], rewards);
        Assert.Equal([true, false, false], ends);
        CheckReport report = EnvironmentChecker.Check(() => new TimeLimit(
            GymnasiumEnvironment.Create(TestPython.World("Reach", ("batches", batches))), 50));
        Assert.DoesNotContain(report.Findings, f => f.Severity == Severity.Error);
    }

    [Fact]
    public void GoalsMayLieFarFromZero()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = GymnasiumEnvironment.Create(TestPython.World("Reach", ("lowest", 5)));
        GoalContract goals = Assert.IsType<GoalContract>(environment.Goals);
        double[] rewards = new double[2];
        goals.Evaluate([6, 6, 7, 7], [6, 6, 9, 9], rewards, new bool[2]);
        Assert.Equal([0, -1], rewards);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void PicturesAreThoseOfRender(PythonPlace place)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = Make("Walk-v0", place);
        var drawable = Assert.IsAssignableFrom<IDrawable>(environment);
        Assert.Equal((30, 20), drawable.PreferredSize);
        Assert.Equal(12, drawable.FramesPerSecond);
        Assert.Equal(["LEFT", "STAY", "RIGHT"], drawable.ActionNames);
        environment.Reset(1, new float[2]);
        var canvas = new PixelCanvas(60, 10);
        drawable.Draw(canvas);
        Assert.Equal(new Rgb(200, 100, 50), canvas[10, 2]);
        Assert.Equal(new Rgb(0, 0, 255), canvas[40, 2]);
        Assert.Equal(new Rgb(0, 0, 0), canvas[40, 8]);
        Assert.False(Make("Masked", place) is IDrawable);
        using var blank = GymnasiumEnvironment.Create(TestPython.World("Walk", ("name", "blank")) with { Place = place });
        var e = Assert.Throws<GymnasiumException>(() => ((IDrawable)blank).Draw(canvas));
        Assert.Contains("an array of shape (0, 30, 3)", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void TheCheckerFindsNothingWrong(PythonPlace place)
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        CheckReport report = EnvironmentChecker.Check(() => Make("Walk-v0", place));
        Assert.True(report.Passed, string.Join('\n', report.Findings.Select(f => f.Message)));
        Assert.Equal(0, report.BytesPerStep);
        Assert.Contains(report.Findings, f => f.Message.StartsWith("CanSaveState is false", StringComparison.Ordinal));
    }

    [Fact]
    public void SeveralEnvironmentsShareAWorkerAndStayThemselves()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        float[] alone = Trajectory([Make("Walk-v0", PythonPlace.Workers)])[0];
        GymnasiumSettings shared = TestPython.World("Walk-v0") with { EnvironmentsPerWorker = 3 };
        GymnasiumEnvironment[] three = [.. Enumerable.Range(0, 3).Select(_ => GymnasiumEnvironment.Create(shared))];
        Assert.Single(three.Select(e => e.WorkerProcessId).Distinct());
        using (var fourth = GymnasiumEnvironment.Create(shared))
        {
            Assert.NotEqual(three[0].WorkerProcessId, fourth.WorkerProcessId);
        }

        float[][] together = Trajectory(three);
        Assert.Equal(alone, together[0]);
        Assert.NotEqual(alone, together[1]);
    }

    [Fact]
    public void AutoPutsTheFirstHereAndOthersInWorkers()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        GymnasiumSettings auto = TestPython.World("Walk-v0") with { Place = PythonPlace.Auto };
        int? first;
        using (var one = GymnasiumEnvironment.Create(auto))
        {
            first = one.WorkerProcessId;
            using var two = GymnasiumEnvironment.Create(auto);
            Assert.NotNull(two.WorkerProcessId);
        }

        // Its place is free again.
        using var next = GymnasiumEnvironment.Create(auto);
        Assert.Equal(first, next.WorkerProcessId);
        Assert.Null(first);
    }

    [Fact]
    public void AVectorOfWorkersStepsAsEachAlone()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var vector = new VectorEnvironment(() => Make("Walk-v0", PythonPlace.Workers), 3);
        using var alone = Make("Walk-v0", PythonPlace.Workers);
        float[] observations = new float[6], own = new float[2];
        vector.Reset(7, observations);
        alone.Reset(8, own);
        for (int i = 0; i < 25; i++)
        {
            vector.Step((int[])[1, 0, -1], observations);
            StepResult result = alone.Step(0, own);
            Assert.Equal(result, vector.Results[1]);
            if (result.EpisodeEnded)
            {
                Assert.Equal(own, vector.FinalObservation(1).ToArray());
                alone.Reset(null, own);
            }

            Assert.Equal(own, observations[2..4]);
        }
    }

    [Fact]
    public void CartPoleIsThatOfThisProject()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        if (!TestPython.HasGymnasium)
        {
            output.WriteLine("Not checked: Gymnasium itself cannot be imported here.");
            return;
        }

        using var theirs = GymnasiumEnvironment.Create(
            new GymnasiumSettings { Id = "CartPole-v1", Place = PythonPlace.Workers });
        AsyncRL.Environments.Environment ours = EnvironmentRegistry.Default.Make("CartPole-v1");
        Assert.Null(ours.ObservationSpace.FindDifference(theirs.ObservationSpace));
        Assert.Null(ours.ActionSpace.FindDifference(theirs.ActionSpace));
        float[] a = new float[4], b = new float[4];
        ours.Reset(3, a);
        theirs.Reset(3, b);
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(a, b);
            StepResult result = ours.Step(i / 2 % 2, a);
            Assert.Equal(result, theirs.Step(i / 2 % 2, b));
            if (result.EpisodeEnded)
            {
                ours.Reset(null, a);
                theirs.Reset(null, b);
            }
        }
    }

    [Fact]
    public void AStateIsNotSavedAndSaysSo()
    {
        if (TestPython.IsMissing(output))
        {
            return;
        }

        using var environment = Make("Walk-v0", PythonPlace.Workers);
        Assert.False(environment.CanSaveState);
        var e = Assert.Throws<NotSupportedException>(() => environment.SaveState(new BinaryWriter(Stream.Null)));
        Assert.Contains("cannot save", e.Message, StringComparison.Ordinal);
    }

    private static GymnasiumEnvironment Make(string world, PythonPlace place) =>
        GymnasiumEnvironment.Create(TestPython.World(world) with { Place = place });

    private static float[] Observation(JsonNode line) =>
        [(float)line[0]!.GetValue<double>(), (float)line[1]!.GetValue<double>()];

    private static float[][] Trajectory(GymnasiumEnvironment[] environments)
    {
        var seen = environments.Select(_ => new List<float>()).ToArray();
        float[] observation = new float[2];
        for (int e = 0; e < environments.Length; e++)
        {
            environments[e].Reset((ulong)e, observation);
            seen[e].AddRange(observation);
        }

        for (int i = 0; i < 9; i++)
        {
            for (int e = 0; e < environments.Length; e++)
            {
                environments[e].Step((i % 3) - 1, observation);
                seen[e].AddRange(observation);
            }
        }

        Array.ForEach(environments, e => e.Dispose());
        return [.. seen.Select(s => s.ToArray())];
    }
}
