namespace AsyncRL.Objectives;

/// <summary>
/// The forward-view returns of a segment: <c>R &lt;- r_i + gamma R</c>, backwards from the value of the segment's last state
/// (Mnih et al. 2016, algorithm S2).
/// </summary>
/// <remarks>Rows are time-major, as in <see cref="LambdaReturns"/>, and episode ends are treated as there.</remarks>
public static class NStepReturns
{
    /// <summary>
    /// Fills <paramref name="returns"/>: the last step of each environment gets a one-step return, the first the longest.
    /// </summary>
    /// <param name="rewards">Rewards [rows].</param>
    /// <param name="terminated">Whether the episode ended by the task's own rules [rows].</param>
    /// <param name="truncated">Whether it was cut [rows].</param>
    /// <param name="values">Value of the states after the segment, at
    /// <c>[rows, rows + environments)</c>; the rest is unread.</param>
    /// <param name="finalValues">Value of the final observation where truncated [rows].</param>
    /// <param name="environments">Environments played side by side.</param>
    /// <param name="gamma">Discount, 0 to 1.</param>
    /// <param name="returns">Receives R [rows].</param>
    public static void Compute(
        ReadOnlySpan<float> rewards,
        ReadOnlySpan<bool> terminated,
        ReadOnlySpan<bool> truncated,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> finalValues,
        int environments,
        float gamma,
        Span<float> returns)
    {
        for (int i = rewards.Length - 1; i >= 0; i--)
        {
            int next = i + environments;
            float future = terminated[i] ? 0f
                : truncated[i] ? finalValues[i]
                : next < rewards.Length ? returns[next]
                : values[next];
            returns[i] = rewards[i] + gamma * future;
        }
    }
}
