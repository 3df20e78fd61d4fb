using AsyncRL.Environments.Tabular;

namespace AsyncRL.Tabular;

/// <summary>What an action brings according to a model: one step of dynamic programming.</summary>
internal static class Expectation
{
    /// <summary>The sum over s', r of p(s', r | s, a) [r + gamma V(s')]; nothing follows where the episode terminates.</summary>
    public static double Of(ITabularModel model, int state, int action, double[] values, double gamma)
    {
        double sum = 0;
        foreach (Transition t in model.Transitions(state, action))
        {
            sum += t.Probability * (t.Reward + (t.Terminated ? 0 : gamma * values[t.Next]));
        }

        return sum;
    }

    /// <summary>The same for every state and action: Q(s, a).</summary>
    public static double[,] OfAll(ITabularModel model, double[] values, double gamma)
    {
        var q = new double[model.States, model.Actions];
        for (int s = 0; s < model.States; s++)
        {
            for (int a = 0; a < model.Actions; a++)
            {
                q[s, a] = Of(model, s, a, values, gamma);
            }
        }

        return q;
    }
}
