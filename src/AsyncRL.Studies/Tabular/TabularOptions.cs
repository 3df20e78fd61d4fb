namespace AsyncRL.Tabular;

/// <summary>How the tabular methods that learn from play are run.</summary>
public sealed record TabularOptions
{
    /// <summary>Episodes to learn from, at least 1.</summary>
    public int Episodes { get; init; } = 10_000;

    /// <summary>The discount, 0 to 1.</summary>
    public double Gamma { get; init; } = 0.99;

    /// <summary>How often an action is drawn at random while learning, 0 to 1.</summary>
    public double Epsilon { get; init; } = 0.1;

    /// <summary>
    /// Alpha: how far a value moves towards its target, above 0 and at most 1. Monte-Carlo control averages instead and has none.
    /// </summary>
    public double StepSize { get; init; } = 0.1;

    /// <summary>Decides the environment's draws and the policy's.</summary>
    public ulong Seed { get; init; }

    /// <summary>An episode is cut after this many steps, at least 1, where the environment does not end it earlier.</summary>
    public int MaxEpisodeSteps { get; init; } = 10_000;

    /// <summary>Refuses values that are out of range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal void Check()
    {
        Require(Episodes >= 1, "episodes", Episodes, "at least 1");
        Require(Gamma is >= 0 and <= 1, "gamma", Gamma, "from 0 to 1");
        Require(Epsilon is >= 0 and <= 1, "epsilon", Epsilon, "from 0 to 1");
        Require(StepSize is > 0 and <= 1, "alpha", StepSize, "above 0 and at most 1");
        Require(MaxEpisodeSteps >= 1, "max episode steps", MaxEpisodeSteps, "at least 1");
    }

    private static void Require(bool fits, string name, double value, string range)
    {
        if (!fits)
        {
            throw new ArgumentException($"{name}: {value} is out of range; it must be {range}.");
        }
    }
}
