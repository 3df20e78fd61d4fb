using AsyncRL.Environments.Tabular;

namespace AsyncRL.Tabular;

/// <summary>
/// Policy iteration: plans with the model, evaluating a policy and making it greedy in turns until it stays the same (Sutton and
/// Barto 2018, section 4.3).
/// </summary>
/// <remarks>
/// The first policy draws every action alike: a fixed one may never end, and without a discount it would have no value. An action
/// is kept where it is as good as the best, so that equally good policies do not take turns for ever (exercise 4.4 there).
/// </remarks>
public static class PolicyIteration
{
    /// <summary>Finds the best policy and its values. Time limits are no part of a model.</summary>
    /// <inheritdoc cref="ValueIteration.Solve"/>
    public static TabularSolution Solve(ITabularModel model, double gamma = 0.99, double tolerance = 1e-12)
    {
        Sweeps.Require(model, gamma, tolerance);
        double[] v = Evaluate(model, Uniform(model), gamma, tolerance);
        double[,] q = Expectation.OfAll(model, v, gamma);
        int[] policy = [.. Enumerable.Range(0, model.States).Select(s => Greedy.Action(q, s))];
        bool stable;
        int improvements = 0;
        do
        {
            Sweeps.Count(ref improvements, gamma);
            v = Evaluate(model, Always(model, policy), gamma, tolerance);
            stable = Improve(policy, Expectation.OfAll(model, v, gamma));
        }
        while (!stable);
        return new TabularSolution(model, v, gamma, policy);
    }

    /// <summary>Finds what every state is worth to a policy (iterative policy evaluation, section 4.1).</summary>
    /// <param name="model">The environment.</param>
    /// <param name="policy">The policy's action in each state, by the environment's number as in
    /// <see cref="TabularSolution.Policy"/>.</param>
    /// <param name="gamma">The discount, 0 to 1; with 1 the policy must come to an end from every state.</param>
    /// <param name="tolerance">Sweeps stop when no value moves by more; relative to the value where that is above 1.</param>
    /// <returns>V(s), one value per state.</returns>
    /// <exception cref="ArgumentException"><paramref name="policy"/> has not one action per state, or one that the environment
    /// has not.</exception>
    /// <inheritdoc cref="ValueIteration.Solve"/>
    public static double[] Evaluate(ITabularModel model, IReadOnlyList<int> policy, double gamma = 0.99, double tolerance = 1e-12)
    {
        Sweeps.Require(model, gamma, tolerance);
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Count != model.States)
        {
            throw new ArgumentException(
                $"The policy has {policy.Count} actions, but the environment has {model.States} states; " +
                "give one action per state.", nameof(policy));
        }

        int first = TabularNumbers.Of(model).FirstAction;
        for (int s = 0; s < model.States; s++)
        {
            if ((uint)(policy[s] - first) >= (uint)model.Actions)
            {
                throw new ArgumentException(
                    $"The policy plays action {policy[s]} in state {s}, but the environment's actions are {first} to " +
                    $"{first + (model.Actions - 1)}.", nameof(policy));
            }
        }

        return Evaluate(model, Always(model, [.. policy.Select(a => a - first)]), gamma, tolerance);
    }

    private static double[] Evaluate(ITabularModel model, double[,] pi, double gamma, double tolerance)
    {
        var v = new double[model.States];
        double delta;
        int sweeps = 0;
        do
        {
            delta = 0;
            for (int s = 0; s < model.States; s++)
            {
                double before = v[s];
                double sum = 0;
                for (int a = 0; a < model.Actions; a++)
                {
                    sum += pi[s, a] == 0 ? 0 : pi[s, a] * Expectation.Of(model, s, a, v, gamma);
                }

                v[s] = sum;
                delta = Math.Max(delta, Sweeps.Change(before, v[s]));
            }

            Sweeps.Count(ref sweeps, gamma);
        }
        while (delta > tolerance);
        return v;
    }

    // Makes the policy greedy; true if it was already.
    private static bool Improve(int[] policy, double[,] q)
    {
        bool stable = true;
        for (int s = 0; s < policy.Length; s++)
        {
            int before = policy[s];
            policy[s] = Greedy.Action(q, s, preferred: before);
            stable &= policy[s] == before;
        }

        return stable;
    }

    private static double[,] Always(ITabularModel model, int[] policy)
    {
        var pi = new double[model.States, model.Actions];
        for (int s = 0; s < policy.Length; s++)
        {
            pi[s, policy[s]] = 1;
        }

        return pi;
    }

    private static double[,] Uniform(ITabularModel model)
    {
        var pi = new double[model.States, model.Actions];
        for (int s = 0; s < model.States; s++)
        {
            for (int a = 0; a < model.Actions; a++)
            {
                pi[s, a] = 1.0 / model.Actions;
            }
        }

        return pi;
    }
}
