using AsyncRL.Environments.Checking;

namespace AsyncRL.Environments.Tests.Checking;

public sealed class EnvironmentCheckerTests
{
    private static int shared;
    private static readonly Pcg64 SharedRandom = Pcg64.FromSeed(1);
    private static int made;

    public static TheoryData<string> Ids => [.. EnvironmentRegistry.Default.All.Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void EveryBuiltInEnvironmentPasses(string id)
    {
        CheckReport report = EnvironmentChecker.Check(() => EnvironmentRegistry.Default.Make(id));
        Assert.True(report.Passed, string.Join('\n', report.Findings.Select(f => f.Message)));
        Assert.True(report.BytesPerStep < 1, $"{report.BytesPerStep} bytes per step");
    }

    [Fact]
    public void OneThatCannotBePlayedHereSaysWhyAndNoMore()
    {
        CheckReport report = EnvironmentChecker.Check(
            () => throw new EnvironmentUnavailableException("Test/Missing-v0", "its ROM is missing; import it."));
        Assert.Equal(
            "'Test/Missing-v0' cannot be played here: its ROM is missing; import it.", Assert.Single(report.Findings).Message);
        Assert.False(report.Passed);
    }

    // By its publication it terminates after 2,500 steps; that is a time limit all the same.
    [Fact]
    public void FreewaysTimeLimitIsWarnedOf()
    {
        CheckReport report = EnvironmentChecker.Check(() => EnvironmentRegistry.Default.Make("MinAtar/Freeway-v1"));
        Assert.Contains("after exactly 2501 steps", report.Findings.Single().Message, StringComparison.Ordinal);
    }

    // A bandit has nothing to see, a chain and the deep sea no chance: the tasks are such.
    [Theory]
    [InlineData("Bandit-v0", "no element of the observation changed")]
    [InlineData("Chain-v0", "five seeds gave one and the same trajectory")]
    [InlineData("DeepSea-v0", "five seeds gave one and the same trajectory")]
    public void WhatIsOddAboutAWorldOnPurposeIsItsOnlyWarning(string id, string message)
    {
        CheckReport report = EnvironmentChecker.Check(() => EnvironmentRegistry.Default.Make(id));
        Assert.Contains(message, report.Findings.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AGoodEnvironmentHasNoFindings() => Assert.Empty(EnvironmentChecker.Check(() => new Walk()).Findings);

    // Each breaks a good environment in one way; the message must name the remedy.
    public static TheoryData<string, Severity, string> Broken => new()
    {
        { "reward is not a number", Severity.Error, "rewards must be finite" },
        { "reward is huge", Severity.Error, "networks learn from rewards up to" },
        { "observation is infinite", Severity.Error, "must be written with a finite number" },
        { "observation is out of bounds", Severity.Error, "widen the space or clip" },
        { "observation is not written", Severity.Error, "must be written" },
        { "state is static", Severity.Error, "keep no static state" },
        { "generator is static", Severity.Error, "property Random" },
        { "generator is the system's", Severity.Error, "property Random" },
        { "seed is ignored", Severity.Warning, "one and the same trajectory" },
        { "limit terminates", Severity.Warning, "must set Truncated" },
        { "never ends", Severity.Warning, "TimeLimit" },
        { "allocates", Severity.Warning, "reuse them" },
        { "mask allows nothing", Severity.Error, "at least one" },
        { "saves too little", Severity.Error, "every field that changes" },
        { "loads too little", Severity.Error, "unread" },
        { "throws", Severity.Error, "DivideByZeroException" },
        { "reset forgets a field", Severity.Error, "set everything again" },
        { "observations are huge", Severity.Warning, "normalize_observations" },
        { "observation never changes", Severity.Warning, "no element of the observation changed" },
        { "limit terminates at times", Severity.Warning, "must set Truncated" },
        { "mask leaves flags", Severity.Error, "WriteActionMask must write every flag" },
        { "mask is not announced", Severity.Error, "override HasActionMask" },
        { "clock decides", Severity.Error, "keep no clocks" },
        { "made for one thread", Severity.Error, "on another thread" },
        { "saving draws", Severity.Error, "SaveState must only read" },
        { "loading keeps the old", Severity.Error, "an instance that has played that loads" },
        { "cannot save", Severity.Note, "CanSaveState" },
        { "reset allocates", Severity.Warning, "a reset allocates" },
        { "bounds differ", Severity.Error, "different spaces" },
        { "last reward is not a number", Severity.Error, "rewards must be finite" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void EveryBrokenEnvironmentIsFoundOut(string how, Severity severity, string remedy)
    {
        CheckReport report = EnvironmentChecker.Check(() => new Walk(how));
        Assert.Contains(report.Findings, f => f.Severity == severity && f.Message.Contains(remedy, StringComparison.Ordinal));
        Assert.Equal(severity != Severity.Error, report.Passed);
    }

    [Fact]
    public void AFactoryThatGivesOneInstanceTwiceIsFoundOut()
    {
        var one = new Walk();
        Assert.Contains("fresh one", EnvironmentChecker.Check(() => one).Findings.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AResetThatNeedsASeedIsFoundOut() =>
        Assert.Contains(
            "no seed", EnvironmentChecker.Check(() => new NeedsSeed()).Findings.Single().Message, StringComparison.Ordinal);

    [Fact]
    public void AnObservationThatIsNoneOfTheChoicesIsFoundOut() => Assert.Contains(
        "a whole number from 0 to 2",
        EnvironmentChecker.Check(() => new Indexed()).Findings.Single(f => f.Severity == Severity.Error).Message,
        StringComparison.Ordinal);

    [Fact]
    public void TheMessageSaysWhereAndWhatWasSeen()
    {
        string message = EnvironmentChecker.Check(() => new Walk("observation is out of bounds")).Findings[0].Message;
        Assert.Matches(
            "^element 1 of the observation of step 3 \\(in episode 1, after action [01]\\) is 11, " +
            "but its bounds are -10 to 10;", message);
    }

    [Fact]
    public void HowLongAnEpisodeMayLastCanBeSaid()
    {
        CheckReport report = EnvironmentChecker.Check(() => new Walk("never ends"), mostStepsAnEpisode: 77);
        Assert.Contains(
            report.Findings,
            f => f.Message.StartsWith("an episode did not end within 77 random steps", StringComparison.Ordinal));
    }

    [Fact]
    public void ContinuousActionsWithoutBoundsAreWarnedOf() =>
        Assert.Contains(
            "no bounds",
            EnvironmentChecker.Check(() => new Unbounded()).Findings.Single(f => f.Severity == Severity.Warning).Message,
            StringComparison.Ordinal);

    // A random walk that ends at either side.
    private sealed class Walk(string how = "well") : DiscreteEnvironment(
        new Box(
            how == "observations are huge" ? -1000f : -10f,
            how == "observations are huge" ? 1000f : how == "bounds differ" ? 10f + made++ : 10f, 2), actions: 2)
    {
        private readonly int thread = System.Environment.CurrentManagedThreadId;
        private int position;
        private int steps;
        private int lives;

        public override bool CanSaveState => how != "cannot save";

        public override bool HasActionMask => how is "mask allows nothing" or "mask leaves flags";

        public override void WriteActionMask(Span<bool> legal)
        {
            if (how is "mask leaves flags" or "mask is not announced")
            {
                legal[0] = true;
            }
            else
            {
                legal.Fill(how != "mask allows nothing");
            }

            if (how == "mask is not announced")
            {
                legal[1] = false;
            }
        }

        public override void SaveState(BinaryWriter writer)
        {
            base.SaveState(writer);
            writer.Write(position);
            if (how != "saves too little")
            {
                writer.Write(steps);
            }

            writer.Write(lives);
            if (how == "saving draws")
            {
                Random.NextDouble();
            }
        }

        public override void LoadState(BinaryReader reader)
        {
            base.LoadState(reader);
            position = reader.ReadInt32();
            if (how != "saves too little")
            {
                steps = reader.ReadInt32();
            }

            int before = how == "loading keeps the old" ? lives : 0;
            if (how != "loads too little")
            {
                lives = before + reader.ReadInt32();
            }
        }

        protected override void OnReset(Span<float> observation)
        {
            (position, steps) = (how == "reset forgets a field" ? lives % 3 : how == "seed is ignored" ? 0 : Draw(-3, 4), 0);
            lives++;
            GC.KeepAlive(how == "reset allocates" ? new float[10_000] : null);
            if (how == "state is static")
            {
                shared = 0;
            }

            Show(observation);
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            if (how == "made for one thread" && thread != System.Environment.CurrentManagedThreadId)
            {
                throw new InvalidOperationException("wrong thread");
            }

            steps++;
            shared += how == "state is static" ? (2 * action) - 1 : 0;
            position = how == "state is static" ? shared : position + (2 * action) - 1;
            if (how != "seed is ignored" && Draw(0, 4) == 0)
            {
                position += Draw(0, 2) == 0 ? 1 : -1;
            }

            object? garbage = how == "allocates" ? new float[10] : null;
            GC.KeepAlive(garbage);
            int broken = how == "throws" && steps == 5 ? 1 / (steps - 5) : 0;
            bool ends = how switch
            {
                "never ends" => false,
                "limit terminates" => steps == 50,
                "limit terminates at times" => steps == 20 || Math.Abs(position) >= 8,
                _ => Math.Abs(position) >= 8,
            };
            position = Math.Clamp(position, -8, 8);
            Show(observation);
            bool isWrong = (how == "reward is not a number" && steps == 4) || (how == "last reward is not a number" && ends);
            double reward = isWrong ? double.NaN
                : how == "reward is huge" && steps == 4 ? -1e13
                : broken + (how == "loading keeps the old" ? lives : 1);
            return new StepResult(reward, ends);
        }

        private int Draw(int low, int high) => how switch
        {
            "generator is static" => SharedRandom.Integers(low, high),
            "generator is the system's" => System.Random.Shared.Next(low, high),
            _ => Random.Integers(low, high),
        };

        private void Show(Span<float> observation)
        {
            observation[0] = position;
            if (how != "observation is not written" || steps != 3)
            {
                observation[1] = steps % 10;
            }

            if (steps == 3 && how == "observation is infinite")
            {
                observation[1] = float.PositiveInfinity;
            }

            if (steps == 3 && how == "observation is out of bounds")
            {
                observation[1] = 11;
            }

            if (how == "clock decides")
            {
                observation[1] = System.Environment.TickCount64 % 1_000_000 / 100_000f;
            }

            if (how == "observation never changes")
            {
                observation.Clear();
            }
        }
    }

    private sealed class NeedsSeed() : Wrapper(new Walk())
    {
        protected override void OnReset(ulong? seed, Span<float> observation) =>
            Inner.Reset(seed ?? throw new InvalidOperationException("no seed"), observation);
    }

    private sealed class Indexed() : DiscreteEnvironment(new Discrete(3), actions: 2)
    {
        protected override void OnReset(Span<float> observation) => observation[0] = Random.Integers(0, 3);

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = Random.Integers(0, 4);
            return new StepResult(action, Random.Chance(0.05));
        }
    }

    private sealed class Unbounded()
        : ContinuousEnvironment(new Box(0f, 1f, 1), new Box(float.NegativeInfinity, float.PositiveInfinity, 1))
    {
        protected override void OnReset(Span<float> observation) => observation[0] = (float)Random.NextDouble();

        protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
        {
            observation[0] = (float)Random.NextDouble();
            return new StepResult(action[0], Random.Chance(0.05));
        }
    }
}
