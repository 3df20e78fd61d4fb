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
    internal TabularSolution(double[,] q, TabularNumbers numbers)
        : this(q, [.. Enumerable.Range(0, q.GetLength(0)).Select(s => Greedy.Action(q, s))], numbers)
    {
    }

    /// <summary>The values of actions that follow from values of states, and the policy that is greedy in them.</summary>
    internal TabularSolution(ITabularModel model, double[] values, double gamma)
        : this(Expectation.OfAll(model, values, gamma), TabularNumbers.Of(model))
    {
    }

    /// <summary>The values of actions that follow from values of states, and a policy.</summary>
    internal TabularSolution(ITabularModel model, double[] values, double gamma, int[] policy)
        : this(Expectation.OfAll(model, values, gamma), policy, TabularNumbers.Of(model))
    {
    }

    // The policy's actions are counted from 0.
    private TabularSolution(double[,] q, int[] policy, TabularNumbers numbers)
    {
        this.q = q;
        Numbers = numbers;
        values = [.. policy.Select((action, state) => q[state, action])];
        this.policy = [.. policy.Select(action => numbers.FirstAction + action)];
    }

    /// <summary>How many states there are.</summary>
    public int States => q.GetLength(0);

    /// <summary>How many actions there are.</summary>
    public int Actions => q.GetLength(1);

    /// <summary>The number of the environment's first state: 0, or the start of its observation space.</summary>
    public int FirstState => Numbers.FirstState;

    /// <summary>The number of the environment's first action: 0, or the start of its action space.</summary>
    public int FirstAction => Numbers.FirstAction;

    /// <summary>
    /// What each state is worth under the policy, from <see cref="FirstState"/> on: V(s) = Q(s, policy(s)).
    /// </summary>
    public IReadOnlyList<double> Values => values;

    /// <summary>
    /// The action to play in each state, from <see cref="FirstState"/> on: one of those of the greatest value, by the
    /// environment's own number.
    /// </summary>
    public IReadOnlyList<int> Policy => policy;

    internal TabularNumbers Numbers { get; }

    /// <summary>
    /// What an action is worth in a state: Q(s, a). Minus infinity where it was found to be illegal, 0 where it was never tried.
    /// </summary>
    /// <param name="state">The environment's number of the state, from <see cref="FirstState"/> on.</param>
    /// <param name="action">The environment's number of the action, from <see cref="FirstAction"/> on.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such state or action.</exception>
    public double Q(int state, int action) => q[state - FirstState, action - FirstAction];
}
