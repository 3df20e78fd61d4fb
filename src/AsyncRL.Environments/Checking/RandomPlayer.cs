namespace AsyncRL.Environments.Checking;

/// <summary>Plays one environment with random legal actions, which are decided by the seed alone.</summary>
internal sealed class RandomPlayer
{
    private readonly RandomActions actions;
    private readonly Pcg64 random;
    private readonly double repeat;
    private readonly float[] held;
    private int heldIndex = -1;
    private bool isHolding;

    /// <summary>Prepares to play; nothing is reset yet.</summary>
    /// <param name="environment">What to play.</param>
    /// <param name="actionSeed">Decides the actions.</param>
    /// <param name="repeat">Chance that an action is taken once more, which leads further from the start than fresh draws do.</param>
    public RandomPlayer(Environment environment, ulong actionSeed, double repeat = 0)
    {
        Environment = environment;
        this.repeat = repeat;
        random = Pcg64.FromSeed(actionSeed);
        actions = new RandomActions(environment.ActionSpace, random);
        held = environment.ActionSpace is Box box ? new float[box.Length] : [];
        Observation = new float[environment.ObservationSpace.Length];
        Legal = environment is { HasActionMask: true, ActionSpace: Discrete discrete } ? new bool[discrete.Count] : [];
    }

    public Environment Environment { get; }

    /// <summary>The newest observation; overwritten by the next call.</summary>
    public float[] Observation { get; }

    /// <summary>The mask of the last step; empty where there are none.</summary>
    public bool[] Legal { get; }

    /// <summary>The last action as words.</summary>
    public string LastAction => Environment.ActionSpace is Discrete ? $"{heldIndex}" : $"[{string.Join(", ", held)}]";

    public void Reset(ulong? seed)
    {
        isHolding = false;
        Environment.Reset(seed, Observation);
    }

    public StepResult Step()
    {
        if (Legal.Length > 0)
            Environment.WriteActionMask(Legal);
        bool again = isHolding && repeat > 0 && random.NextDouble() < repeat && (Legal.Length == 0 || Legal[heldIndex]);
        if (!again)
        {
            EnvironmentAction action = actions.Next(Legal);
            heldIndex = action.Discrete;
            action.Continuous.CopyTo(held);
            isHolding = true;
        }

        return Environment.Step(held.Length > 0 ? new EnvironmentAction(held) : new EnvironmentAction(heldIndex), Observation);
    }

    /// <summary>Plays on, from episode to episode.</summary>
    public void Play(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            if (Step().EpisodeEnded)
                Reset(null);
        }
    }
}
