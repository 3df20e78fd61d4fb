using AsyncRL.Environments;
using AsyncRL.Environments.Tabular;
using AsyncRL.Evaluation;
using AsyncRL.Play;
using AsyncRL.Tabular;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Studies.Tests.Tabular;

public sealed class TabularLearningTests
{
    private static readonly Dictionary<string, Func<Environment, TabularOptions, TabularSolution>> Methods = new()
    {
        ["q-learning"] = QLearning.Learn, ["sarsa"] = Sarsa.Learn, ["monte-carlo"] = MonteCarloControl.Learn,
    };

    public static TheoryData<string> Learners => [.. Methods.Keys];

    [Theory]
    [MemberData(nameof(Learners))]
    public void ThePolicyLearntOnTheClassicGridIsWorthAsMuchAsTheBest(string method)
    {
        var model = new GridWorld();
        double best = ValueIteration.Solve(model, gamma: 1).Values[8];
        for (ulong seed = 0; seed < 5; seed++)
        {
            // Averages forget the first policies' poor returns slowly: Monte-Carlo control needs more exploration.
            var options = new TabularOptions
            {
                Gamma = 1,
                StepSize = 0.05,
                Epsilon = method == "monte-carlo" ? 0.3 : 0.1,
                Episodes = 20_000,
                Seed = seed,
            };
            TabularSolution learnt = Methods[method](EnvironmentRegistry.Default.Make("GridWorld-v0"), options);
            Assert.Equal(best, PolicyIteration.Evaluate(model, learnt.Policy, gamma: 1)[8], 0.03);
        }
    }

    [Fact]
    public void QLearningFindsTheBestValuesWhateverItPlays()
    {
        // On sure ground every target is exact in the end, with a policy that only ever draws.
        var world = new GridWorld("""
            S..
            .#X
            ..G
            """, stepCost: 0.1, slipProbability: 0);
        TabularSolution best = ValueIteration.Solve(world, gamma: 0.9);
        TabularSolution learnt = QLearning.Learn(
            world, new TabularOptions { Gamma = 0.9, Epsilon = 1, StepSize = 0.5, Episodes = 3_000 });
        AssertSameValues(world, best, learnt, 1e-6);
    }

    [Theory]
    [InlineData("q-learning")]
    [InlineData("sarsa")]
    public void GreedyPlayOnSureGroundFindsTheShortestWay(string method)
    {
        // Untried actions are worth 0, which costly steps make look good, so that greedy play tries them.
        var world = new GridWorld("S..G", stepCost: 1, slipProbability: 0);
        TabularSolution learnt = Methods[method](
            world, new TabularOptions { Gamma = 1, Epsilon = 0, StepSize = 0.5, Episodes = 500 });
        Assert.Equal([1, 1, 1], learnt.Policy.Take(3));
        Assert.Equal([-2.0, -1, 0], learnt.Values.Take(3).Select(v => Math.Round(v, 1)));
    }

    [Fact]
    public void SarsaLearnsWhatItsOwnRandomActionsCost()
    {
        // A policy that only draws: Sarsa's values are the random policy's, Q-learning's the best policy's.
        var world = new GridWorld("SG", stepCost: 0.5, slipProbability: 0);
        var options = new TabularOptions { Gamma = 1, Epsilon = 1, StepSize = 0.002, Episodes = 20_000 };
        TabularSolution sarsa = Sarsa.Learn(world, options), q = QLearning.Learn(world, options);

        // Three of four draws stay at a cost of 0.5: on average four steps until the goal adds 1, and one more where the first
        // stays.
        Assert.Equal(0.5, sarsa.Q(0, 1), 1e-6);
        Assert.Equal(-0.5 + 1 - (4 * 0.5), sarsa.Q(0, 0), 0.15);
        Assert.Equal(-0.5 + 0.5, q.Q(0, 0), 1e-6);
    }

    [Fact]
    public void MonteCarloAveragesWhatFollowedTheFirstVisit()
    {
        // Gives 1, 2, 3 for the same action in the same state: the first visit is worth 6, every visit would be worth (6 + 5 + 3)
        // / 3.
        TabularSolution solution = MonteCarloControl.Learn(new Counting(), new TabularOptions { Gamma = 1, Episodes = 10 });
        Assert.Equal(6, solution.Q(0, 0), 1e-12);

        // Discounted by a half: 1 + (2 + 3 / 2) / 2.
        Assert.Equal(
            2.75, MonteCarloControl.Learn(new Counting(), new TabularOptions { Gamma = 0.5, Episodes = 10 }).Q(0, 0), 1e-12);
    }

    [Fact]
    public void ATruncatedEndIsWorthWhatFollowsToTheOneStepMethodsAndNothingToMonteCarlo()
    {
        // One state that gives 1 for ever, cut after two steps: discounted by a half it is worth 2, its first two rewards 1.5.
        var options = new TabularOptions { Gamma = 0.5, StepSize = 0.5, Episodes = 200, MaxEpisodeSteps = 2 };
        Assert.Equal(2, QLearning.Learn(new Counting(endless: true), options).Q(0, 0), 1e-9);
        Assert.Equal(2, Sarsa.Learn(new Counting(endless: true), options).Q(0, 0), 1e-9);
        Assert.Equal(1.5, MonteCarloControl.Learn(new Counting(endless: true), options).Q(0, 0), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void IllegalActionsAreNeverPlayedAndNeverTheBest(string method)
    {
        // The world throws when an illegal action is played; every legal one costs 1, so that one never played, worth 0, would
        // look best.
        TabularSolution learnt = Methods[method](
            new Masked(), new TabularOptions { Episodes = 300, Epsilon = 0.5, StepSize = 1 });
        for (int s = 0; s < Masked.States; s++)
        {
            for (int a = 0; a < 4; a++)
            {
                Assert.Equal(!Masked.IsLegal(s, a), double.IsNegativeInfinity(learnt.Q(s, a)));
            }

            Assert.True(learnt.Values[s] <= -1);
        }

        Assert.Equal(-Masked.States, TabularEvaluation.Run(learnt, () => new Masked(), 5, seed: 1).MeanReturn);
        TabularSolution ignorant = Methods[method](new Masked(), new TabularOptions { Episodes = 1, MaxEpisodeSteps = 1 });
        Assert.Equal(-Masked.States, TabularEvaluation.Run(ignorant, () => new Masked(), 5, seed: 1).MeanReturn);
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void ASeedDecidesEverything(string method)
    {
        Assert.Equal(Q(method, 3), Q(method, 3));
        Assert.NotEqual(Q(method, 3), Q(method, 4));
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void MoreEpisodesAllocateNoMore(string method)
    {
        long Bytes(int episodes)
        {
            var world = new TimeLimit(new GridWorld(), 100);
            var options = new TabularOptions { Episodes = episodes };
            long before = GC.GetAllocatedBytesForCurrentThread();
            Methods[method](world, options);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // A garbage collection, which other tests may cause at any time, shifts a count by some kilobytes; most counts are exact.
        long MostOften(int episodes) =>
            Enumerable.Range(0, 7).Select(_ => Bytes(episodes)).GroupBy(b => b).MaxBy(g => g.Count())!.Key;

        Bytes(300);
        Assert.Equal(MostOften(10), MostOften(1_000));
    }

    [Fact]
    public void WorldsWithoutNumberedStatesAndActionsAreRefused()
    {
        Assert.StartsWith("The observations of CartPole are Box", Refusal("CartPole-v1"), StringComparison.Ordinal);
        Assert.StartsWith("The actions of Pendulum are Box", Assert.Throws<ArgumentException>(
            () => QLearning.Learn(
                new Numbered(EnvironmentRegistry.Default.Make("Pendulum-v1")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStateOutOfRangeIsNamed() =>
        Assert.Contains("returned 7 as element 0 of its observation in Discrete(7)", Assert.Throws<EnvironmentFaultException>(
            () => QLearning.Learn(
                new Numbered(EnvironmentRegistry.Default.Make("CartPole-v1"), written: 7))).Message, StringComparison.Ordinal);

    [Fact]
    public void OptionsOutOfRangeAreRefusedByName()
    {
        AssertRefused(new TabularOptions { Episodes = 0 }, "episodes: 0 is out of range; it must be at least 1.");
        AssertRefused(new TabularOptions { Gamma = 1.5 }, "gamma: 1.5 is out of range; it must be from 0 to 1.");
        AssertRefused(new TabularOptions { Epsilon = double.NaN }, "epsilon: NaN is out of range; it must be from 0 to 1.");
        AssertRefused(new TabularOptions { StepSize = 0 }, "alpha: 0 is out of range; it must be above 0 and at most 1.");
        AssertRefused(new TabularOptions { MaxEpisodeSteps = 0 }, "max episode steps: 0 is out of range; it must be at least 1.");
    }

    [Fact]
    public void TheMeanReturnOfTheBestPolicyIsItsValue()
    {
        TabularSolution best = ValueIteration.Solve(new GridWorld(), gamma: 1);
        EvaluationResult result = TabularEvaluation.Run(
            best, () => EnvironmentRegistry.Default.Make("GridWorld-v0"), 5_000, seed: 1);
        Assert.Equal(best.Values[8], result.MeanReturn, result.Ci95 * 2);
        Assert.InRange(result.Ci95, 0.001, 0.02);
        Assert.Contains("12 states and 4 actions, but this environment has 1 and 1", Assert.Throws<ArgumentException>(
            () => TabularEvaluation.Run(best, () => new Counting(), 1, seed: 1)).Message, StringComparison.Ordinal);
    }

    private static void AssertSameValues(GridWorld world, TabularSolution expected, TabularSolution actual, double tolerance)
    {
        for (int s = 0; s < world.States; s++)
        {
            for (int a = 0; a < world.Actions && world.CellText(s).Length == 0; a++)
            {
                Assert.Equal(expected.Q(s, a), actual.Q(s, a), tolerance);
            }
        }
    }

    private static double[] Q(string method, ulong seed)
    {
        TabularSolution solution = Methods[method](new GridWorld(), new TabularOptions { Episodes = 50, Seed = seed });
        return [.. Enumerable.Range(0, 48).Select(i => solution.Q(i / 4, i % 4))];
    }

    private static string Refusal(string id) =>
        Assert.Throws<ArgumentException>(() => QLearning.Learn(EnvironmentRegistry.Default.Make(id))).Message;

    private static void AssertRefused(TabularOptions options, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Sarsa.Learn(new GridWorld(), options)).Message);

    /// <summary>One state; the rewards are 1, 2 and 3, or always 1 without an end.</summary>
    private sealed class Counting(bool endless = false) : DiscreteEnvironment(new Discrete(1), actions: 1)
    {
        private int steps;

        protected override void OnReset(Span<float> observation)
        {
            steps = 0;
            observation[0] = 0;
        }

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = 0;
            steps++;
            return endless ? new StepResult(1, false) : new StepResult(steps, steps == 3);
        }
    }

    /// <summary>Three states in a row, in which one action is legal or three are.</summary>
    private sealed class Masked() : DiscreteEnvironment(new Discrete(States), actions: 4)
    {
        public const int States = 3;

        private int state;

        public override bool HasActionMask => true;

        public static bool IsLegal(int state, int action) => state == 1 ? action == 2 : action != state;

        public override void WriteActionMask(Span<bool> legal)
        {
            for (int a = 0; a < legal.Length; a++)
            {
                legal[a] = IsLegal(state, a);
            }
        }

        protected override void OnReset(Span<float> observation) => observation[0] = state = 0;

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            if (!IsLegal(state, action))
            {
                throw new InvalidOperationException($"action {action} is illegal in state {state}");
            }

            bool last = state == States - 1;
            observation[0] = last ? state : ++state;
            return new StepResult(-1, last);
        }
    }

    /// <summary>Says that there are seven states, and always gives the same.</summary>
    private sealed class Numbered(Environment inner, float written = 0) : ObservationWrapper(inner, new Discrete(7))
    {
        protected override void Transform(Span<float> inner, Span<float> observation, bool begins) => observation[0] = written;
    }
}
