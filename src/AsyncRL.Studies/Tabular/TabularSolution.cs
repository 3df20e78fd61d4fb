using AsyncRL.Environments.Tabular;

namespace AsyncRL.Tabular;

/// <summary>
/// What a tabular method found out about a environment: what states and actions are worth, and the policy to play.
/// </summary>
public sealed class TabularSolution
{
    private readonly double[,] q;
    private readonly double[] values;
    private readonly int[] policy;

    /// <summary>The solution that is greedy in values of actions.</summary>
    internal TabularSolution(double[,] q)
        : this(q, [.. Enumerable.Range(0, q.GetLength(0)).Select(s => Greedy.Action(q, s))])
    {
    }

    /// <summary>The values of actions that follow from values of states, and the policy that is greedy in them.</summary>
    internal TabularSolution(ITabularModel model, double[] values, double gamma)
        : this(Expectation.OfAll(model, values, gamma))
    {
    }

    /// <summary>The values of actions that follow from values of states, and a policy.</summary>
    internal TabularSolution(ITabularModel model, double[] values, double gamma, int[] policy)
        : this(Expectation.OfAll(model, values, gamma), policy)
    {
    }

    private TabularSolution(double[,] q, int[] policy)
    {
        this.q = q;
        this.policy = policy;
        values = [.. policy.Select((action, state) => q[state, action])];
    }

    /// <summary>How many states there are.</summary>
    public int States => q.GetLength(0);

    /// <summary>How many actions there are.</summary>
    public int Actions => q.GetLength(1);

    /// <summary>What each state is worth under the policy: V(s) = Q(s, policy(s)).</summary>
    public IReadOnlyList<double> Values => values;

    /// <summary>The action to play in each state, one of those of the greatest value.</summary>
    public IReadOnlyList<int> Policy => policy;

    /// <summary>
    /// What an action is worth in a state: Q(s, a). Minus infinity where it was found to be illegal, 0 where it was never tried.
    /// </summary>
    /// <param name="state">The state, 0 to <see cref="States"/> - 1.</param>
    /// <param name="action">The action, 0 to <see cref="Actions"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such state or action.</exception>
    public double Q(int state, int action) => q[state, action];
}
