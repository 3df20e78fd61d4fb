using AsyncRL.Environments;
using AsyncRL.Play;
using AsyncRL.Tabular;

namespace AsyncRL.Studies.Tests.Tabular;

/// <summary>Tabular methods know spaces whose numbers do not begin with 0.</summary>
public sealed class Fault17Tests
{
    private static readonly Dictionary<string, Func<Stairs, TabularSolution>> Methods = new()
    {
        ["q-learning"] = s => QLearning.Learn(s, Learning), ["sarsa"] = s => Sarsa.Learn(s, Learning),
        ["monte-carlo"] = s => MonteCarloControl.Learn(s, Learning),
        ["value-iteration"] = s => ValueIteration.Solve(s, 0.9), ["policy-iteration"] = s => PolicyIteration.Solve(s, 0.9),
    };

    public static TheoryData<string> All => [.. Methods.Keys];

    private static TabularOptions Learning => new() { Gamma = 0.9, Episodes = 3_000, Epsilon = 0.3, MaxEpisodeSteps = 100 };

    [Theory]
    [MemberData(nameof(All))]
    public void StatesAndActionsWithAStartAreSolvedByTheirOwnNumbers(string method)
    {
        TabularSolution solution = Methods[method](new Stairs(5, -1)), usual = Methods[method](new Stairs(0, 0));
        Assert.Equal((5, -1), (solution.FirstState, solution.FirstAction));
        Assert.Equal([1, 1, 1, 1], solution.Policy.Take(4));
        Assert.Equal([2, 2, 2, 2], usual.Policy.Take(4));
        Assert.Equal(usual.Values, solution.Values);
        Assert.Equal(1, solution.Q(8, 1), 1e-3);
        Assert.Equal(usual.Q(2, 1), solution.Q(7, 0));
        Assert.Equal(1, TabularEvaluation.Run(solution, () => new Stairs(5, -1), 3, seed: 1).MeanReturn);
        Assert.Equal(4, TabularEvaluation.Run(solution, () => new Stairs(5, -1), 3, seed: 1).MeanLength);
        Assert.Equal(
            ValueIteration.Solve(new Stairs(5, -1), 0.9).Values.Take(4),
            PolicyIteration.Evaluate(new Stairs(5, -1), solution.Policy, 0.9).Take(4));
        Assert.Equal(
            "The solution has 5 states and 3 actions, but this environment numbers them from 0 and 0 on, not from 5 and -1; " +
            "evaluate it on its own environment.",
            Assert.Throws<ArgumentException>(() => TabularEvaluation.Run(solution, () => new Stairs(0, 0), 1, 1)).Message);
    }

    [Fact]
    public void APolicyOfActionsThatTheEnvironmentDoesNotHaveIsRefused() => Assert.StartsWith(
        "The policy plays action 2 in state 1, but the environment's actions are -1 to 1.",
        Assert.Throws<ArgumentException>(() => PolicyIteration.Evaluate(new Stairs(5, -1), [1, 2, 1, 1, 1])).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(-1f, "4")]
    [InlineData(5f, "10")]
    [InlineData(0.5f, "5.5")]
    [InlineData(float.NaN, "NaN")]
    public void WhatIsNoStateIsTold(float error, string number) => Assert.StartsWith(
        $"Environment 'Stairs' returned {number} as element 0 of its observation",
        Assert.Throws<EnvironmentFaultException>(() => QLearning.Learn(new Stairs(5, -1) { Error = error })).Message,
        StringComparison.Ordinal);

    /// <summary>Drawing a legal action ended never where there is none.</summary>
    [Fact]
    public void AStateWithoutALegalActionIsToldAndNotSearchedForEver() => Assert.StartsWith(
        "Environment 'Stuck' gave a mask with no legal action;",
        Assert.Throws<EnvironmentFaultException>(() => QLearning.Learn(new Stuck(), new() { Epsilon = 1 })).Message,
        StringComparison.Ordinal);

    private sealed class Stuck() : DiscreteEnvironment(new Discrete(2), 2)
    {
        private int state;

        public override bool HasActionMask => true;

        protected override void OnReset(Span<float> observation) => observation[0] = state = 0;

        public override void WriteActionMask(Span<bool> legal) => legal.Fill(state == 0);

        protected override StepResult OnStep(int action, Span<float> observation)
        {
            observation[0] = state = 1;
            return new StepResult(0, Terminated: false);
        }
    }
}
