using System.Globalization;

namespace AsyncRL.Environments.Tabular;

/// <summary>
/// A model of a finite world as a table, checked once and immutable from then on, so that any number of threads may share it.
/// </summary>
public sealed class TransitionTable : ITabularModel
{
    // A state is observed as one float, which holds whole numbers exactly up to here.
    private const int MostStates = 1 << 24;
    private const double Tolerance = 1e-9;

    private readonly double[] initial;
    private readonly double[] initialSums; // the running sum of the initial distribution
    private readonly Transition[] transitions;
    private readonly int[] starts;         // where the transitions of a state and action begin, by state, then action

    /// <summary>Fills a table.</summary>
    /// <param name="actions">How many actions there are, at least 1.</param>
    /// <param name="initialDistribution">How likely an episode begins in each state: one number per
    /// state, 1 to 16,777,216 of them.</param>
    /// <param name="transitions">What can happen when the action, the second argument, is played in the state, the
    /// first; asked once for every pair.</param>
    /// <exception cref="ArgumentException">Probabilities are negative, do not sum to 1 or lead out of the world,
    /// or a reward is no number.</exception>
    public TransitionTable(
        int actions, ReadOnlySpan<double> initialDistribution, Func<int, int, IReadOnlyList<Transition>> transitions)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        if (actions < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(actions), actions, $"A transition table cannot have {actions} actions; it needs at least 1.");
        }

        if (initialDistribution.Length is 0 or > MostStates)
        {
            throw new ArgumentException(
                $"A transition table cannot have {initialDistribution.Length} states; " +
                $"give an initial distribution of 1 to {MostStates} numbers.",
                nameof(initialDistribution));
        }

        Actions = actions;
        initial = initialDistribution.ToArray();
        initialSums = new double[initial.Length];
        double sum = 0;
        for (int state = 0; state < initial.Length; state++)
        {
            CheckProbability(initial[state], "The initial distribution", $"state {state}");
            sum += initial[state];
            initialSums[state] = sum;
        }

        CheckSum(sum, "The initial distribution");
        starts = new int[checked((initial.Length * actions) + 1)];
        var all = new List<Transition>(initial.Length * actions);
        for (int state = 0; state < initial.Length; state++)
        {
            for (int action = 0; action < actions; action++)
            {
                IReadOnlyList<Transition> outcomes = transitions(state, action);
                CheckOutcomes(outcomes, state, action);
                all.AddRange(outcomes);
                starts[(state * actions) + action + 1] = all.Count;
            }
        }

        this.transitions = [.. all];
    }

    /// <inheritdoc/>
    public int States => initial.Length;

    /// <inheritdoc/>
    public int Actions { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<double> InitialDistribution => initial;

    /// <inheritdoc/>
    public ReadOnlySpan<Transition> Transitions(int state, int action)
    {
        if ((uint)state >= (uint)States)
        {
            throw new ArgumentOutOfRangeException(
                nameof(state), state, $"There is no state {state}; the states are 0 to {States - 1}.");
        }

        if ((uint)action >= (uint)Actions)
        {
            throw new ArgumentOutOfRangeException(
                nameof(action), action, $"There is no action {action}; the actions are 0 to {Actions - 1}.");
        }

        int pair = (state * Actions) + action;
        return transitions.AsSpan(starts[pair]..starts[pair + 1]);
    }

    /// <summary>Draws the first state of an episode by Gymnasium's rule, from one double.</summary>
    /// <param name="random">The generator to draw from.</param>
    public int SampleInitial(Pcg64 random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double drawn = random.NextDouble();
        for (int state = 0; state < initialSums.Length; state++)
        {
            if (initialSums[state] > drawn)
            {
                return state;
            }
        }

        return 0; // the sum was rounded to less than 1 and the draw lies above it: Gymnasium takes the first, too
    }

    /// <summary>
    /// Draws what happens when <paramref name="action"/> is played in <paramref name="state"/> by Gymnasium's rule, from
    /// one double, be there chance or not.
    /// </summary>
    /// <param name="state">The state's index.</param>
    /// <param name="action">The action's index.</param>
    /// <param name="random">The generator to draw from.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state or action.</exception>
    public Transition Sample(int state, int action, Pcg64 random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ReadOnlySpan<Transition> outcomes = Transitions(state, action);
        double drawn = random.NextDouble();
        double sum = 0;
        foreach (ref readonly Transition outcome in outcomes)
        {
            sum += outcome.Probability;
            if (sum > drawn)
            {
                return outcome;
            }
        }

        return outcomes[0];
    }

    private void CheckOutcomes(IReadOnlyList<Transition>? outcomes, int state, int action)
    {
        string what = $"Action {action} in state {state}";
        if (outcomes is null || outcomes.Count == 0)
        {
            throw new ArgumentException($"{what} has no transitions; give at least one, if only back to the state itself.");
        }

        double sum = 0;
        foreach (Transition outcome in outcomes)
        {
            CheckProbability(outcome.Probability, what, $"the next state {outcome.Next}");
            sum += outcome.Probability;
            if ((uint)outcome.Next >= (uint)States)
            {
                throw new ArgumentException($"{what} leads to state {outcome.Next}, but the states are 0 to {States - 1}.");
            }

            if (!double.IsFinite(outcome.Reward))
            {
                throw new ArgumentException($"{what} has the reward {Text(outcome.Reward)}; rewards must be finite.");
            }
        }

        CheckSum(sum, what);
    }

    private static void CheckProbability(double probability, string what, string of)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new ArgumentException($"{what} gives {of} the probability {Text(probability)}; it must lie between 0 and 1.");
        }
    }

    private static void CheckSum(double sum, string what)
    {
        if (!(Math.Abs(sum - 1) <= Tolerance))
        {
            throw new ArgumentException($"{what} has probabilities that sum to {Text(sum)}; they must sum to 1.");
        }
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
