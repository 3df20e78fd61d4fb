using AsyncRL.Environments.Checking;
using AsyncRL.Environments.ClassicControl;

namespace AsyncRL.Environments.Tests.Tasks;

public sealed class TaskSpacesTests
{
    private static readonly string[] Games = ["Asterix", "Breakout", "Freeway", "Seaquest", "SpaceInvaders"];

    [Theory]
    [InlineData("v0")]
    [InlineData("v1")]
    public void FiveGamesHaveTenChannelsAndSixActions(string version)
    {
        TaskSpaces joint = Join([.. Games.Select(g => $"MinAtar/{g}-{version}")]);
        Assert.Equal(new Box(0f, 1f, 10, 10, 10), joint.ObservationSpace);
        Assert.Equal(new Discrete(6), joint.ActionSpace);
        Assert.Equal(version == "v1", joint.IsMasked);
        for (int task = 0; task < Games.Length; task++)
        {
            Environment own = Make(joint.Names[task]), same = joint.Enter(task, Make(joint.Names[task]));
            IReadOnlyList<string> ownNames = ((IDrawable)own.Unwrapped).ActionNames;
            IReadOnlyList<string> names = ((TaskEnvironment)same).ActionNames;
            float[] seen = new float[own.ObservationSpace.Length], padded = new float[1_000];
            var legal = new bool[6];
            var random = new Random(task);
            own.Reset(7, seen);
            same.Reset(7, padded);
            for (int step = 0; step < 400; step++)
            {
                AssertPadded(seen, own.ObservationSpace.Shape[2], padded);
                same.WriteActionMask(legal);
                Assert.Equal(ownNames, names.Where((_, action) => legal[action]).Order(new By(ownNames)));
                int chosen = random.Next(ownNames.Count);
                StepResult expected = own.Step(chosen, seen);
                int joined = Enumerable.Range(0, 6).Single(j => names[j] == ownNames[chosen]);
                Assert.Equal(expected, same.Step(joined, padded));
                if (expected.EpisodeEnded)
                {
                    own.Reset(null, seen);
                    same.Reset(null, padded);
                }
            }
        }
    }

    [Fact]
    public void GridsArePaddedAtTheirEndsAndBoundsHoldWhatAnyTaskShows()
    {
        var space = (Box)TaskSpaces.Join(
        [
            ("small", new Shown(new Box([-3f, -3f, -3f, -3f], [2f, 2f, 2f, 2f], 2, 2, 1))),
            ("wide", new Shown(new Box(1f, 9f, 1, 3, 2))),
        ]).ObservationSpace;
        Assert.Equal([2, 3, 2], space.Shape);
        float[] low = [-3, 0, -3, 0, 0, 0, -3, 0, -3, 0, 0, 0], high = [9, 9, 9, 9, 9, 9, 2, 0, 2, 0, 0, 0];
        Assert.Equal(low, space.Low.ToArray());
        Assert.Equal(high, space.High.ToArray());
        float[] padded = new float[12];
        TaskSpaces joint = Join2(new Box(0f, 9f, 2, 2, 1), new Box(0f, 9f, 1, 3, 2));
        joint.Enter(0, new Shown(new Box(0f, 9f, 2, 2, 1))).Reset(0, padded);
        Assert.Equal([1, 0, 2, 0, 0, 0, 3, 0, 4, 0, 0, 0], padded);
        joint.Enter(1, new Shown(new Box(0f, 9f, 1, 3, 2))).Reset(0, padded);
        Assert.Equal([1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0], padded);
    }

    [Fact]
    public void ChoicesThatAreObservedCountFromZero()
    {
        TaskSpaces joint = TaskSpaces.Join([("lake", Make("FrozenLake-v1")), ("taxi", Make("Taxi-v4"))]);
        Assert.Equal(new Discrete(500), joint.ObservationSpace);
        Assert.True(joint.IsMasked);
        TaskSpaces shifted = TaskSpaces.Join(
            [("a", new Shown(new Discrete(3, start: 5))), ("b", new Shown(new Discrete(7)))]);
        float[] seen = [9];
        shifted.Enter(0, new Shown(new Discrete(3, start: 5))).Reset(0, seen);
        Assert.Equal(0, seen[0]);
    }

    [Fact]
    public void ActionsWithoutNamesAreJoinedByNumberAndMasksOfTheTaskStay()
    {
        var joint = TaskSpaces.Join([("two", new Shown(new Box(0f, 1f, 1))), ("four", new Choosy())]);
        Assert.Equal(new Discrete(4), joint.ActionSpace);
        var legal = new bool[4];
        joint.Enter(0, new Shown(new Box(0f, 1f, 1))).WriteActionMask(legal);
        Assert.Equal([true, true, false, false], legal);
        Environment choosy = joint.Enter(1, new Choosy());
        choosy.Reset(0, new float[1]);
        choosy.WriteActionMask(legal);
        Assert.Equal([false, true, false, true], legal);
    }

    [Fact]
    public void AnActionThatATaskLacksIsRefusedByName()
    {
        TaskSpaces joint = Join(["MinAtar/Breakout-v1", "MinAtar/Freeway-v1"]);
        var breakout = (TaskEnvironment)joint.Enter(0, Make("MinAtar/Breakout-v1"));
        breakout.Reset(0, new float[700]);
        int missing = breakout.ActionNames.ToList().IndexOf("-");
        Assert.Contains(
            "is none of the task MinAtar/Breakout-v1",
            Assert.Throws<ArgumentException>(() => breakout.Step(missing, new float[700])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATaskKeepsTheContractOfEnvironments()
    {
        TaskSpaces joint = Join(["MinAtar/Freeway-v1", "MinAtar/Seaquest-v1"]);
        CheckReport report = EnvironmentChecker.Check(() => joint.Enter(0, Make("MinAtar/Freeway-v1")));
        Assert.DoesNotContain(report.Findings, f => f.Severity == Severity.Error);
        Assert.True(joint.Enter(0, Make("MinAtar/Freeway-v1")).CanSaveState);
    }

    [Theory]
    [InlineData("CartPole-v1", "MinAtar/Breakout-v1", "The tasks CartPole-v1 and MinAtar/Breakout-v1 cannot be learned by one")]
    [InlineData("CartPole-v1", "Pendulum-v1", "CartPole-v1 takes Discrete(2) and Pendulum-v1 takes Box(-2, 2, (1))")]
    [InlineData("Pendulum-v1", "MountainCarContinuous-v0", "all others must be the same")]
    [InlineData("FrozenLake-v1", "CartPole-v1", "FrozenLake-v1 shows Discrete(16) and CartPole-v1 shows Box(")]
    [InlineData("CartPole-v1", "CartPole-v1", "The task CartPole-v1 is given 2 times")]
    public void WhatCannotBeJoinedNamesBoth(string first, string second, string sentence) => Assert.Contains(
        sentence, Assert.Throws<ArgumentException>(() => Join([first, second])).Message, StringComparison.Ordinal);

    [Fact]
    public void BytesAndRealNumbersAreNotJoined() => Assert.Throws<ArgumentException>(
        () => Join2(new Box(ElementType.UInt8, 0, 255, 2, 2, 1), new Box(0f, 1f, 2, 2, 1)));

    [Fact]
    public void AnUnknownTaskGetsTheClosestMatch()
    {
        TaskSpaces joint = Join(["CartPole-v1", "Acrobot-v1"]);
        Assert.Equal(1, joint.IndexOf("Acrobot-v1"));
        Assert.Contains(
            "did you mean 'Acrobot-v1'?", Assert.Throws<ArgumentException>(() => joint.IndexOf("Acrobat-v1")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "is none of the task", Assert.Throws<ArgumentException>(() => joint.Enter(1, new Pendulum())).Message,
            StringComparison.Ordinal);
    }

    private static void AssertPadded(float[] seen, int channels, float[] padded)
    {
        for (int cell = 0; cell < 100; cell++)
        {
            for (int channel = 0; channel < 10; channel++)
            {
                float expected = channel < channels ? seen[cell * channels + channel] : 0f;
                Assert.Equal(expected, padded[cell * 10 + channel]);
            }
        }
    }

    private static TaskSpaces Join(string[] ids) => TaskSpaces.Join([.. ids.Select(id => (id, Make(id)))]);

    private static TaskSpaces Join2(Space first, Space second) =>
        TaskSpaces.Join([("first", new Shown(first)), ("second", new Shown(second))]);

    private static Environment Make(string id) => EnvironmentRegistry.Default.Make(id);

    private sealed class By(IReadOnlyList<string> order) : IComparer<string>
    {
        public int Compare(string? x, string? y) => order.ToList().IndexOf(x!).CompareTo(order.ToList().IndexOf(y!));
    }

    /// <summary>Shows 1, 2, 3 and so on, or its first choice.</summary>
    private sealed class Shown(Space space) : DiscreteEnvironment(space, actions: 2)
    {
        protected override void OnReset(Span<float> observation)
        {
            for (int i = 0; i < observation.Length; i++)
            {
                observation[i] = ObservationSpace is Discrete choice ? choice.Start : i + 1;
            }
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            OnReset(observation);
            return new StepResult(0, Terminated: true);
        }
    }

    /// <summary>Allows its odd actions only.</summary>
    private sealed class Choosy() : DiscreteEnvironment(new Box(0f, 1f, 1), actions: 4)
    {
        public override bool HasActionMask => true;

        public override void WriteActionMask(Span<bool> legal)
        {
            for (int action = 0; action < 4; action++)
            {
                legal[action] = action % 2 == 1;
            }
        }

        protected override void OnReset(Span<float> observation) => observation.Clear();

        protected override StepResult OnStep(int action, Span<float> observation) => new(0, Terminated: true);
    }
}
