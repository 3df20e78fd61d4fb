namespace AsyncRL.Environments.Checking;

/// <summary>Plays one environment with random legal actions, which are decided by the seed alone.</summary>
internal sealed class RandomPlayer
{
    private readonly RandomActions actions;
    private readonly Pcg64 random;
    private readonly double repeat;
    private readonly HeldAction held;
    private readonly int[] counts;
    private bool isHolding;

    /// <summary>Prepares to play; nothing is reset yet.</summary>
    /// <param name="environment">What to play.</param>
    /// <param name="actionSeed">Decides the actions.</param>
    /// <param name="repeat">Chance that an action is taken once more, which leads further from
    /// the start than fresh draws do.</param>
    public RandomPlayer(Environment environment, ulong actionSeed, double repeat = 0)
    {
        Environment = environment;
        this.repeat = repeat;
        random = Pcg64.FromSeed(actionSeed);
        actions = new RandomActions(environment.ActionSpace, random);
        held = new HeldAction(environment.ActionSpace);
        Observation = new float[environment.ObservationSpace.Length];
        Legal = new bool[environment.ActionMaskWidth];
        counts = Legal.Length > 0 ? ActionSpaces.ChoiceCounts(environment.ActionSpace) : [];
    }

    public Environment Environment { get; }

    /// <summary>The newest observation; overwritten by the next call.</summary>
    public float[] Observation { get; }

    /// <summary>The mask of the last step; empty where there are none.</summary>
    public bool[] Legal { get; }

    /// <summary>The last action as words.</summary>
    public string LastAction => held.Action.ToString();

    public void Reset(ulong? seed)
    {
        isHolding = false;
        Environment.Reset(seed, Observation);
    }

    public StepResult Step()
    {
        if (Legal.Length > 0)
        {
            Environment.WriteActionMask(Legal);
        }

        bool again = isHolding && repeat > 0 && random.NextDouble() < repeat && HeldIsLegal();
        if (!again)
        {
            held.Keep(actions.Next(Legal));
            isHolding = true;
        }

        return Environment.Step(held.Action, Observation);
    }

    /// <summary>Plays on, from episode to episode.</summary>
    public void Play(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            if (Step().EpisodeEnded)
            {
                Reset(null);
            }
        }
    }

    private bool HeldIsLegal()
    {
        if (Legal.Length == 0)
        {
            return true;
        }

        if (Environment.ActionSpace is Discrete discrete)
        {
            return Legal[held.Action.Discrete - discrete.Start];
        }

        int first = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (!Legal[first + held.Action.Choices[i]])
            {
                return false;
            }

            first += counts[i];
        }

        return true;
    }
}
