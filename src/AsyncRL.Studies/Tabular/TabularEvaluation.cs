using AsyncRL.Evaluation;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tabular;

/// <summary>Evaluates what a tabular method found out.</summary>
public static class TabularEvaluation
{
    /// <summary>Plays separate episodes with a solution's policy; see <see cref="Evaluator"/>.</summary>
    /// <param name="solution">What the method found out; its policy is played.</param>
    /// <param name="createEnvironment">Makes one environment per thread.</param>
    /// <param name="episodes">Episodes to play; at least 1.</param>
    /// <param name="seed">Seed of the evaluation.</param>
    /// <param name="maxSteps">An episode is cut after this many steps.</param>
    /// <param name="threads">Threads to play with.</param>
    /// <returns>Returns and lengths of the episodes.</returns>
    /// <exception cref="ArgumentException">The environment's states and actions are not the solution's.</exception>
    public static EvaluationResult Run(
        TabularSolution solution, Func<Environment> createEnvironment, int episodes, ulong seed,
        long maxSteps = Evaluator.DefaultMaxSteps, int threads = 1) =>
        Evaluator.Run(environment => AgentFor(environment, solution), createEnvironment, episodes, seed, maxSteps, threads);

    private static TabularAgent AgentFor(Environment environment, TabularSolution solution)
    {
        TabularNumbers own = solution.Numbers, numbers = TabularNumbers.Of(environment);
        if (numbers == own)
        {
            return new TabularAgent(solution);
        }

        string has = (numbers.States, numbers.Actions) == (own.States, own.Actions)
            ? $"numbers them from {numbers.FirstState} and {numbers.FirstAction} on, " +
              $"not from {own.FirstState} and {own.FirstAction}"
            : $"has {numbers.States} and {numbers.Actions}";
        throw new ArgumentException(
            $"The solution has {own.States} states and {own.Actions} actions, but this environment {has}; " +
            "evaluate it on its own environment.");
    }
}
