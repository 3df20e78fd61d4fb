using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>The targets and errors of deep Q-learning, as pure functions.</summary>
public static class DeepQTargets
{
    /// <summary>The value of a next state: max_a Q(s', a; theta-) (Mnih et al. 2015, algorithm 1).</summary>
    /// <param name="target">Q(s', .; theta-).</param>
    /// <param name="legal">Which actions are legal in s'; empty for all.</param>
    /// <returns>The value.</returns>
    public static float StateValue(ReadOnlySpan<float> target, ReadOnlySpan<bool> legal) =>
        target[ActionValues.Greedy(target, legal)];

    /// <summary>
    /// The value of a next state: Q(s', argmax_a Q(s', a; theta); theta-) (van Hasselt et al. 2016, equation 4): one network
    /// chooses, the other values, so that an overestimate of one is not also chosen by it.
    /// </summary>
    /// <param name="online">Q(s', .; theta).</param>
    /// <param name="target">Q(s', .; theta-).</param>
    /// <param name="legal">Which actions are legal in s'; empty for all.</param>
    /// <returns>The value.</returns>
    public static float DoubleStateValue(ReadOnlySpan<float> online, ReadOnlySpan<float> target, ReadOnlySpan<bool> legal) =>
        target[ActionValues.Greedy(online, legal)];

    /// <summary>
    /// The targets <c>y = R + discount V(s')</c>, with the n-step return R and the discount gamma^n, 0 after a terminal state.
    /// </summary>
    /// <param name="returns">R [rows].</param>
    /// <param name="discounts">Discounts [rows].</param>
    /// <param name="values">V(s') [rows].</param>
    /// <param name="targets">Receives y [rows]; may be the span of the values.</param>
    public static void Compute(
        ReadOnlySpan<float> returns, ReadOnlySpan<float> discounts, ReadOnlySpan<float> values, Span<float> targets)
    {
        for (int i = 0; i < targets.Length; i++)
        {
            // 0 times a value that is not finite would not be 0.
            targets[i] = discounts[i] == 0f ? returns[i] : returns[i] + discounts[i] * values[i];
        }
    }

    /// <summary>
    /// The loss of an error and its derivative: delta^2, or Huber's delta^2 / 2 up to 1 and |delta| - 1/2 beyond, whose
    /// derivative is the error clipped to [-1, 1] of Mnih et al. 2015.
    /// </summary>
    /// <param name="error">delta.</param>
    /// <param name="huber">Huber's loss instead of the square.</param>
    /// <returns>Loss and dLoss/ddelta.</returns>
    public static (float Loss, float Slope) Loss(float error, bool huber)
    {
        if (!huber)
        {
            return (error * error, 2f * error);
        }

        // Clipped, an error that is not finite would pass for one that is.
        float magnitude = MathF.Abs(error), slope = float.IsFinite(error) ? Math.Clamp(error, -1f, 1f) : float.NaN;
        return (magnitude <= 1f ? 0.5f * error * error : magnitude - 0.5f, slope);
    }
}
