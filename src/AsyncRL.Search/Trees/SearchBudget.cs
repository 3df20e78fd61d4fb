namespace AsyncRL.Search.Trees;

/// <summary>How long a search goes on: whichever ends first.</summary>
/// <param name="Simulations">Simulations that it adds to its tree, of all threads together.</param>
/// <param name="Time">Time by the clock; <see cref="Timeout.InfiniteTimeSpan"/> for any. One that is over
/// leaves a few simulations.</param>
public readonly record struct SearchBudget(long Simulations, TimeSpan Time)
{
    /// <summary>A number of simulations, whatever time it takes.</summary>
    /// <param name="simulations">How many, at least 1.</param>
    public static SearchBudget Of(long simulations) => new(simulations, Timeout.InfiniteTimeSpan);

    /// <summary>A time, however many simulations it allows.</summary>
    /// <param name="time">How long.</param>
    public static SearchBudget Of(TimeSpan time) => new(long.MaxValue, time);
}
