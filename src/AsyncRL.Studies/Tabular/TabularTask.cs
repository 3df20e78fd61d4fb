using AsyncRL.Environments;
using AsyncRL.Play;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tabular;

/// <summary>An environment whose observation is the number of its state, played by that number.</summary>
internal sealed class TabularTask
{
    private readonly Environment environment;
    private readonly int maxEpisodeSteps;
    private readonly float[] observation = new float[1];
    private readonly bool[] legal;
    private ulong? seed;
    private int steps;

    public TabularTask(Environment environment, TabularOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        options.Check();
        (int states, int actions) = Count(environment);
        Q = new double[states, actions];
        legal = new bool[environment.ActionMaskWidth];
        this.environment = environment;
        maxEpisodeSteps = options.MaxEpisodeSteps;
        seed = Seeds.Value(options.Seed, 0, Seeds.Purpose.Environment);
    }

    /// <summary>
    /// The table to learn in, Q(s, a): 0 at first, and minus infinity for an action that was found to be
    /// illegal, so that it is never the best.
    /// </summary>
    public double[,] Q { get; }

    public int States => Q.GetLength(0);

    public int Actions => Q.GetLength(1);

    /// <summary>The numbers of states and actions; an exception where one of them has no number.</summary>
    public static (int States, int Actions) Count(Environment environment)
    {
        string name = environment.Unwrapped.GetType().Name;
        if (environment.ObservationSpace is not Discrete states)
        {
            throw new ArgumentException(
                $"The observations of {name} are {environment.ObservationSpace}; " +
                "a tabular method needs numbered states, a Discrete space.");
        }

        if (environment.ActionSpace is not Discrete actions)
        {
            throw new ArgumentException(
                $"The actions of {name} are {environment.ActionSpace}; " +
                "a tabular method needs numbered actions, a Discrete space.");
        }

        return (states.Count, actions.Count);
    }

    /// <summary>Begins an episode.</summary>
    /// <returns>The first state.</returns>
    public int Reset()
    {
        environment.Reset(seed, observation);
        seed = null;
        steps = 0;
        int state = State();
        ExcludeIllegalActions(state);
        return state;
    }

    /// <summary>Plays an action.</summary>
    public StepResult Step(int action, out int next)
    {
        StepResult result = environment.Step(action, observation);
        next = State();
        if (!result.Terminated)
        {
            ExcludeIllegalActions(next);
        }

        return ++steps < maxEpisodeSteps ? result : result with { Truncated = true };
    }

    private void ExcludeIllegalActions(int state)
    {
        if (legal.Length > 0)
        {
            environment.WriteActionMask(legal);
        }

        for (int a = 0; a < legal.Length; a++)
        {
            if (!legal[a])
            {
                Q[state, a] = double.NegativeInfinity;
            }
        }
    }

    private int State()
    {
        int state = (int)observation[0];
        return (uint)state < (uint)States
            ? state
            : throw new InvalidOperationException(
                $"{environment.Unwrapped.GetType().Name} gave the observation {observation[0]}, " +
                $"but its states are 0 to {States - 1}.");
    }
}
