namespace AsyncRL;

/// <summary>
/// A bonus for states that were seldom seen, beta / sqrt(N(s)) (Strehl and Littman 2008; Bellemare et al. 2016): for worlds of
/// few states.
/// </summary>
public sealed record CountBonusOptions : OptionRecord
{
    /// <summary>beta; 0 switches the bonus off. Default 0.</summary>
    [Option(
        "beta: what is added to the reward of a step into a state seen for the first time; 0 switches it off.",
        Source = "Strehl and Littman 2008; Bellemare et al. 2016: 0.05", Min = 0, Max = 1e6)]
    public double Coef { get; init => field = Given(value); }

    /// <summary>Different observations that each actor can count; one more is an error. Default 100,000.</summary>
    [Option(
        "Different observations that each actor can count; one more ends the run with an error. About 30 bytes each.", Min = 1,
        Max = 100_000_000)]
    public int Capacity { get; init => field = Given(value); } = 100_000;
}
