namespace AsyncRL.Objectives;

/// <summary>The targets of methods with two critics, as pure functions.</summary>
public static class TwinCriticTargets
{
    /// <summary>
    /// The lesser of two values: an overestimate of one critic is not believed (Fujimoto et al. 2018, equation 10).
    /// </summary>
    /// <param name="q1">Q_1'(s', a').</param>
    /// <param name="q2">Q_2'(s', a').</param>
    /// <returns>The value; NaN where one of them is.</returns>
    public static float StateValue(float q1, float q2) => MathF.Min(q1, q2);

    /// <summary>
    /// The value of a state with the entropy of its action: min Q - alpha ln pi(a'|s') (Haarnoja et al. 2018, equation 3).
    /// </summary>
    /// <param name="q1">Q_1'(s', a').</param>
    /// <param name="q2">Q_2'(s', a').</param>
    /// <param name="alpha">The temperature.</param>
    /// <param name="logProbability">ln pi(a'|s').</param>
    /// <returns>The value; NaN where one of them is.</returns>
    public static float SoftStateValue(float q1, float q2, float alpha, float logProbability) =>
        StateValue(q1, q2) - alpha * logProbability;

    /// <summary>
    /// A number of the target's action, smoothed: clip(mu + clip(noise, -c, c), -1, 1) (Fujimoto et al. 2018,
    /// equation 14), in units of the bounds.
    /// </summary>
    /// <param name="mu">mu'(s').</param>
    /// <param name="noise">The noise, not clipped yet.</param>
    /// <param name="clip">c.</param>
    /// <returns>The number.</returns>
    public static float SmoothedAction(float mu, float noise, float clip) =>
        Math.Clamp(mu + Math.Clamp(noise, -clip, clip), -1f, 1f);
}
