using AsyncRL.Environments;
using AsyncRL.Environments.Tabular;
using AsyncRL.Environments.ToyText;
using AsyncRL.Evaluation;
using AsyncRL.Tabular;

namespace AsyncRL.Studies.Tests.Tabular;

/// <summary>The tabular methods on the toy-text worlds.</summary>
public sealed class ToyTextTests
{
    // Sutton and Barto 2018, example 6.6: step size 1/2, epsilon 0.1, no discount, 500 episodes.
    private static readonly TabularOptions Example66 = new() { Gamma = 1, StepSize = 0.5, Epsilon = 0.1, Episodes = 500 };

    [Fact]
    public void QLearningWalksAlongTheEdgeOfTheCliffAndSarsaKeepsAwayFromIt()
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            int[] byQ = Walk(QLearning.Learn(new CliffWalking(), Example66 with { Seed = seed }));
            Assert.Equal([24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 47], byQ);

            // Sarsa pays two more steps to walk a row further up; a small step size lets its values settle in spite of the random
            // falls.
            int[] bySarsa = Walk(
                Sarsa.Learn(new CliffWalking(), Example66 with { Seed = seed, StepSize = 0.02, Episodes = 20_000 }));
            Assert.Equal([24, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 35, 47], bySarsa);
        }
    }

    [Fact]
    public void SarsaFallsOffTheCliffLessOftenWhileItLearns()
    {
        double q = 0, sarsa = 0;
        for (ulong seed = 0; seed < 10; seed++)
        {
            q += MeanReturnWhileLearning(QLearning.Learn, Example66 with { Seed = seed });
            sarsa += MeanReturnWhileLearning(Sarsa.Learn, Example66 with { Seed = seed });
        }

        // The book's figure: some -25 for Sarsa and -50 for Q-learning in the later episodes.
        Assert.InRange(sarsa / 10, -35, -20);
        Assert.InRange(q / 10, -65, -40);
    }

    [Fact]
    public void TheCliffIsShownAsAGrid()
    {
        TabularSolution solution = ValueIteration.Solve(new CliffWalking(), gamma: 1);
        Assert.Equal(
            [
                ">  >  >  >  >  >  >  >  >  >  >  v",
                ">  >  >  >  >  >  >  >  >  >  >  v",
                ">  >  >  >  >  >  >  >  >  >  >  v",
                "^  C  C  C  C  C  C  C  C  C  C  G",
            ],
            GridPrinter.Policy(new CliffWalking(), solution));
        Assert.StartsWith("-13.000        C ", GridPrinter.Values(new CliffWalking(), solution)[3], StringComparison.Ordinal);
    }

    [Fact]
    public void ASafeLakeIsCrossedByItsShortestWay()
    {
        var lake = new FrozenLake(isSlippery: false);
        TabularSolution solution = PolicyIteration.Solve(lake, gamma: 0.5);
        Assert.Equal(Math.Pow(0.5, 5), solution.Values[0], 1e-12);
        Assert.Equal(["v  >  v  <", "v  H  v  H", ">  v  v  H", "H  >  >  G"], GridPrinter.Policy(lake, solution));
        Assert.Throws<ArgumentOutOfRangeException>(() => lake.CellText(16));
    }

    [Theory]
    [InlineData("FrozenLake-v1", 0.99)]
    [InlineData("FrozenLake8x8-v1", 0.99)]
    [InlineData("FrozenLake8x8-v1", 1)]
    [InlineData("CliffWalking-v1", 1)]
    [InlineData("CliffWalkingSlippery-v1", 1)]
    [InlineData("Taxi-v4", 0.99)]
    public void BothPlannersAgree(string id, double gamma)
    {
        var model = (ITabularModel)EnvironmentRegistry.Default.Make(id).Unwrapped;
        TabularSolution byValues = ValueIteration.Solve(model, gamma), byPolicies = PolicyIteration.Solve(model, gamma);
        Assert.Equal(0, byValues.Values.Zip(byPolicies.Values).Max(v => Math.Abs(v.First - v.Second)), 1e-6);
    }

    [Fact]
    public void QLearningServesTheTaxisPassengersAsThePlanDoes()
    {
        var model = new Taxi();
        TabularSolution plan = ValueIteration.Solve(model, gamma: 1);
        TabularSolution learnt = QLearning.Learn(
            EnvironmentRegistry.Default.Make("Taxi-v4"), new TabularOptions { Gamma = 1, StepSize = 0.5, Episodes = 20_000 });
        double best = MeanValue(model, plan.Values);
        Assert.Equal(7.93, best, 0.005);
        Assert.Equal(best, MeanValue(model, learnt.Values), 0.1);
        EvaluationResult result = TabularEvaluation.Run(
            learnt, () => EnvironmentRegistry.Default.Make("Taxi-v4"), 2_000, seed: 1);
        Assert.Equal(best, result.MeanReturn, 0.3);
    }

    private static double MeanValue(Taxi model, IReadOnlyList<double> values)
    {
        double sum = 0;
        for (int s = 0; s < model.States; s++)
        {
            sum += model.InitialDistribution[s] * values[s];
        }

        return sum;
    }

    // The cells that the policy comes to from the start.
    private static int[] Walk(TabularSolution solution)
    {
        var cliff = new CliffWalking();
        var state = new float[1];
        var cells = new List<int>();
        cliff.Reset(1, state);
        StepResult result;
        do
        {
            result = cliff.Step(solution.Policy[(int)state[0]], state);
            cells.Add((int)state[0]);
        }
        while (!result.EpisodeEnded && cells.Count < 100);
        return [.. cells];
    }

    // Over the last 400 of the 500 episodes.
    private static double MeanReturnWhileLearning(
        Func<Environments.Environment, TabularOptions?, TabularSolution> learn, TabularOptions options)
    {
        var returns = new List<double>();
        learn(new EpisodeMonitor(new CliffWalking(), (episodeReturn, _) => returns.Add(episodeReturn)), options);
        return returns.Skip(100).Average();
    }
}
