using AsyncRL.Environments.Checking;
using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tests.Goals;

public sealed class GoalEnvironmentTests
{
    private static readonly Box One = new(0, 1, 1);

    [Fact]
    public void AWalkNeedsNothingElseToHaveAContract()
    {
        var walk = new GoalWalk();
        Assert.Equal(
            "Dict(observation: Box(-20, 20, (1)), achieved_goal: Box(-20, 20, (1)), desired_goal: Box(-20, 20, (1)))",
            $"{walk.ObservationSpace}");
        Assert.Equal((1, 1, 2), (walk.Goals.Length, walk.Goals.Achieved.Offset, walk.Goals.Desired.Offset));
        double[] rewards = new double[3];
        bool[] ends = new bool[3];
        walk.Goals.Evaluate([1, 2, 3], [1, 3, 3], rewards, ends);
        Assert.Equal([0, -1, 0], rewards);
        Assert.Equal([true, false, true], ends);

        float[] observation = new float[3];
        walk.Reset(4, observation);
        float goal = observation[2];
        int distance = (int)Math.Abs(goal), right = goal > 0 ? 1 : 0;
        for (int step = 1; step <= distance; step++)
        {
            bool arrives = step == distance;
            Assert.Equal(new StepResult(arrives ? 0 : -1, arrives), walk.Step(right, observation));
            Assert.Equal([Math.Sign(goal) * step, Math.Sign(goal) * step, goal], observation);
        }
    }

    [Fact]
    public void NoEpisodeBeginsAtItsGoal()
    {
        var walk = new GoalWalk();
        float[] observation = new float[3];
        var goals = new HashSet<float>();
        for (int i = 0; i < 500; i++)
        {
            walk.Reset(i == 0 ? 1ul : null, observation);
            goals.Add(observation[2]);
        }

        Assert.Equal([-3, -2, -1, 1, 2, 3], goals.Order());
    }

    [Fact]
    public void AWorldWhoseGoalsAreAllReachedAtOnceIsRefused() => Assert.Contains(
        "let Begin draw others",
        Assert.Throws<InvalidOperationException>(() => new GoalWalk("never away").Reset(1, new float[3])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void PartsThatAreMissingOrUnlikeAreRefused()
    {
        static void None(ReadOnlySpan<float> a, ReadOnlySpan<float> d, Span<double> r, Span<bool> t)
        {
        }

        void Refused(string message, Space space) => Assert.Contains(
            message, Assert.Throws<ArgumentException>(() => new GoalContract(space, None)).Message, StringComparison.Ordinal);

        Refused("exactly observation, achieved_goal and desired_goal, but they are Box", One);
        Refused("exactly", new DictSpace(("observation", One), ("achieved_goal", One)));
        Refused("exactly", new DictSpace(("observation", One), ("achieved_goal", One), ("goal", One)));
        Refused("exactly", new DictSpace(("observation", One), ("achieved_goal", One), ("desired_goal", One), ("clock", One)));
        var two = new Box(0, 1, 2);
        Refused("must be alike", new DictSpace(("observation", One), ("achieved_goal", One), ("desired_goal", two)));
        var contract = new GoalContract(new DictSpace(("desired_goal", One), ("observation", One), ("achieved_goal", One)), None);
        Assert.Equal((2, 0), (contract.Achieved.Offset, contract.Desired.Offset));
        Assert.Contains(
            "3 rewards of goals of 1 numbers",
            Assert.Throws<ArgumentException>(
                () => contract.Evaluate(new float[3], new float[2], new double[3], new bool[3])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void WrappersThatLeaveGoalsAloneForwardThem()
    {
        GoalEnvironment world = new PointReach();
        Environment[] wrappers =
        [
            new TimeLimit(world, 5), new EpisodeMonitor(world, (_, _) => { }), new ImposedCost(world, 0),
            new StickyActions(world), new RescaleAction(world, -2, 2), new ActionRepeat(world, 1),
            new NoopReset(new BitFlip()),
        ];
        Assert.All(wrappers, wrapper => Assert.NotNull(wrapper.Goals));
    }

    [Fact]
    public void WrappersThatChangeWhatAStepPaysOrShowsDropTheContract()
    {
        GoalEnvironment world = new GoalWalk();
        Assert.Null(new ActionRepeat(world, 2).Goals);
        Assert.Null(new NormalizeReward(world).Goals);
        Assert.Null(new FlattenObservation(world).Goals);
        Assert.Null(new TimeLimit(new FlattenObservation(world), 5).Goals);
        Assert.Null(new TimeLimit(new CartPoleStub(), 5).Goals);
    }

    [Fact]
    public void ClippedRewardsAreClippedInTheContractToo()
    {
        var clipped = new TimeLimit(new ClipReward(new GoalWalk(), -0.25, 1), 30);
        double[] rewards = new double[2];
        clipped.Goals!.Evaluate([1, 2], [1, 3], rewards, new bool[2]);
        Assert.Equal([0, -0.25], rewards);
        Assert.Null(new ClipReward(new CartPoleStub()).Goals);
        CheckReport report = EnvironmentChecker.Check(() => new TimeLimit(new ClipReward(new GoalWalk(), -0.25, 1), 30));
        Assert.True(report.Passed, string.Join('\n', report.Findings.Select(f => f.Message)));
    }

    [Fact]
    public void AGoodGoalWorldHasNoFindings() =>
        Assert.Empty(EnvironmentChecker.Check(() => new TimeLimit(new GoalWalk(), 50)).Findings);

    [Theory]
    [InlineData("state pays", "must be pure")]
    [InlineData("questions count", "must be pure")]
    [InlineData("far goals pay infinity", "rewards must be finite")]
    public void AContractThatIsNotPureIsFoundOut(string how, string remedy)
    {
        CheckReport report = EnvironmentChecker.Check(() => new TimeLimit(new GoalWalk(how), 50));
        Assert.False(report.Passed);
        Assert.Contains(report.Findings, f => f.Message.Contains(remedy, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pays otherwise", "Goals says the reward -1 for the goal achieved after it")]
    [InlineData("mixes pairs", "treat each pair alone")]
    [InlineData("needs one", "0 included")]
    [InlineData("forgets ends", "treat each pair alone")]
    [InlineData("other space", "make it for the environment's own")]
    [InlineData("begins at its goal", "draw another goal")]
    [InlineData("no contract", "Goals is null")]
    public void AWorldThatBreaksItsContractIsFoundOut(string how, string remedy)
    {
        CheckReport report = EnvironmentChecker.Check(() => new TimeLimit(new HandMade(how), 20));
        Assert.Contains(report.Findings, f => f.Message.Contains(remedy, StringComparison.Ordinal));
    }

    [Fact]
    public void AContractMadeByHandPasses() =>
        Assert.Empty(EnvironmentChecker.Check(() => new TimeLimit(new HandMade("well"), 20)).Findings);

    private sealed class CartPoleStub() : DiscreteEnvironment(One, 2)
    {
        protected override void OnReset(Span<float> observation) => observation[0] = 0;

        protected override StepResult OnStep(int action, Span<float> observation) => new(1, false);
    }

    // One number between 0 and 1 that is to be brought near another; the contract is a method of its own.
    private sealed class HandMade : DiscreteEnvironment
    {
        private readonly string how;
        private float place;
        private float goal;

        public HandMade(string how)
            : base(new DictSpace(("desired_goal", One), ("achieved_goal", One), ("observation", One)), 3)
        {
            this.how = how;
            var other = new DictSpace(("observation", One), ("achieved_goal", One), ("desired_goal", One));
            Goals = how == "no contract" ? null : new GoalContract(how == "other space" ? other : ObservationSpace, Evaluate);
        }

        public override GoalContract? Goals { get; }

        public override bool CanSaveState => true;

        public override void SaveState(BinaryWriter writer)
        {
            base.SaveState(writer);
            writer.Write(place);
            writer.Write(goal);
        }

        public override void LoadState(BinaryReader reader)
        {
            base.LoadState(reader);
            (place, goal) = (reader.ReadSingle(), reader.ReadSingle());
        }

        protected override void OnReset(Span<float> observation)
        {
            place = (float)Random.NextDouble();
            goal = how == "begins at its goal" ? place : (place + 0.5f) % 1;
            Show(observation);
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            place = Math.Clamp(place + 0.1f * (action - 1), 0, 1);
            Show(observation);
            bool near = Math.Abs(place - goal) < 0.05f;
            return new StepResult(how == "pays otherwise" && !near ? -2 : near ? 0 : -1, near);
        }

        private void Evaluate(
            ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired, Span<double> rewards, Span<bool> terminated)
        {
            if (how == "needs one")
            {
                _ = achieved[0];
            }

            for (int i = 0; i < rewards.Length; i++)
            {
                bool near = Math.Abs(achieved[how == "mixes pairs" ? 0 : i] - desired[i]) < 0.05f;
                rewards[i] = near ? 0 : -1;
                if (near || how != "forgets ends")
                {
                    terminated[i] = near;
                }
            }
        }

        private void Show(Span<float> observation) => (observation[0], observation[1], observation[2]) = (goal, place, place);
    }
}
