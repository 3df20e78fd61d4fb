using AsyncRL.Environments.Tabular;

namespace AsyncRL.Tabular;

/// <summary>
/// Value iteration: plans with the model by Bellman's optimality equation (Sutton and Barto 2018, section 4.4).
/// </summary>
public static class ValueIteration
{
    /// <summary>Finds the values of the best policy, and that policy. Time limits are no part of a model.</summary>
    /// <param name="model">The environment.</param>
    /// <param name="gamma">The discount, 0 to 1; with 1 every state needs a way to an end.</param>
    /// <param name="tolerance">Sweeps stop when no value moves by more; relative to the value where that is above 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gamma"/> or <paramref name="tolerance"/> is out of
    /// range.</exception>
    /// <exception cref="InvalidOperationException">The values did not settle, as with a gamma of 1 where an episode never
    /// ends.</exception>
    public static TabularSolution Solve(ITabularModel model, double gamma = 0.99, double tolerance = 1e-12)
    {
        Sweeps.Require(model, gamma, tolerance);
        var v = new double[model.States];
        double delta;
        int sweeps = 0;
        do
        {
            delta = 0;
            for (int s = 0; s < model.States; s++)
            {
                double before = v[s];
                v[s] = GreatestExpectation(model, s, v, gamma);
                delta = Math.Max(delta, Sweeps.Change(before, v[s]));
            }

            Sweeps.Count(ref sweeps, gamma);
        }
        while (delta > tolerance);
        return new TabularSolution(model, v, gamma);
    }

    // max_a of the sum over s', r of p(s', r | s, a) [r + gamma V(s')]
    private static double GreatestExpectation(ITabularModel model, int s, double[] v, double gamma)
    {
        double greatest = double.NegativeInfinity;
        for (int a = 0; a < model.Actions; a++)
        {
            greatest = Math.Max(greatest, Expectation.Of(model, s, a, v, gamma));
        }

        return greatest;
    }
}
