namespace AsyncRL.Neural;

/// <summary>
/// How the target of a part, a second copy of its parameters that changes more slowly, follows it: every <see cref="Every"/>
/// updates, target += <see cref="Tau"/> (theta - target).
/// </summary>
public sealed record TargetRule
{
    private TargetRule(long every, float tau) => (Every, Tau) = (every, tau);

    /// <summary>Updates from one change of the target to the next.</summary>
    public long Every { get; }

    /// <summary>The share of theta in the changed target, above 0 to 1; 1 for a copy.</summary>
    public float Tau { get; }

    /// <summary>A target that is a copy, renewed from time to time (Mnih et al. 2015).</summary>
    /// <param name="every">Updates from one copy to the next; at least 1.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public static TargetRule Copy(long every) => every >= 1 ? new TargetRule(every, 1f) : throw new ArgumentOutOfRangeException(
        nameof(every), every, $"A target is copied every {every} updates, but it must be at least 1.");

    /// <summary>
    /// A target that is a running average (Lillicrap et al. 2016), brought nearer with every update,
    /// or every few (Fujimoto et al. 2018).
    /// </summary>
    /// <param name="tau">Theta's share, above 0 to 1; 0.005 and 0.001 are usual.</param>
    /// <param name="every">Updates from one change to the next; at least 1, which is the default.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">One of them is outside.</exception>
    public static TargetRule Average(float tau, long every = 1)
    {
        if (tau is not (> 0f and <= 1f))
        {
            throw new ArgumentOutOfRangeException(
                nameof(tau), tau,
                FormattableString.Invariant($"A target is averaged with tau = {tau}, but it must be above 0 and at most 1."));
        }

        return every >= 1 ? new TargetRule(every, tau) : throw new ArgumentOutOfRangeException(
            nameof(every), every, $"A target is averaged every {every} updates, but it must be at least 1.");
    }
}
