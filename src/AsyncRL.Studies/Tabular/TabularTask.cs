using AsyncRL.Environments;
using AsyncRL.Play;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tabular;

/// <summary>
/// An environment whose observation is the number of its state, played by that number. States and actions are counted from 0
/// here, whatever numbers the environment's spaces begin with.
/// </summary>
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
        Numbers = TabularNumbers.Of(environment);
        options.Check();
        Q = new double[Numbers.States, Numbers.Actions];
        legal = new bool[environment.ActionMaskWidth];
        this.environment = new GuardedEnvironment(environment);
        maxEpisodeSteps = options.MaxEpisodeSteps;
        seed = Seeds.Value(options.Seed, 0, Seeds.Purpose.Environment);
    }

    /// <summary>How the environment numbers its states and actions.</summary>
    public TabularNumbers Numbers { get; }

    /// <summary>
    /// The table to learn in, Q(s, a): 0 at first, and minus infinity for an action that was found to be
    /// illegal, so that it is never the best.
    /// </summary>
    public double[,] Q { get; }

    public int States => Numbers.States;

    public int Actions => Numbers.Actions;

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
        StepResult result = environment.Step(Numbers.FirstAction + action, observation);
        next = State();
        if (!result.Terminated)
        {
            ExcludeIllegalActions(next);
        }

        return ++steps < maxEpisodeSteps ? result : result with { Truncated = true };
    }

    private void ExcludeIllegalActions(int state)
    {
        if (legal.Length == 0)
        {
            return;
        }

        environment.WriteActionMask(legal);
        if (!legal.Contains(true))
        {
            throw new InvalidOperationException(
                $"{environment.Unwrapped.GetType().Name} leaves no legal action in state {Numbers.FirstState + state}; " +
                "its mask must leave at least one until the episode ends.");
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
        float number = observation[0];
        double state = (double)number - Numbers.FirstState;
        return state >= 0 && state < States && state == Math.Floor(state)
            ? (int)state
            : throw new InvalidOperationException(
                $"{environment.Unwrapped.GetType().Name} gave the observation {number}, " +
                $"but its states are {Numbers.FirstState} to {Numbers.FirstState + (States - 1)}.");
    }
}
