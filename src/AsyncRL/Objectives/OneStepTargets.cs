namespace AsyncRL.Objectives;

/// <summary>The one-step targets <c>y = r + gamma Q'</c> of a segment (Mnih et al. 2016, algorithm 1).</summary>
/// <remarks>Rows are time-major, as in <see cref="LambdaReturns"/>, and episode ends are treated as there.</remarks>
public static class OneStepTargets
{
    /// <summary>Fills <paramref name="targets"/>.</summary>
    /// <param name="rewards">Rewards [rows].</param>
    /// <param name="terminated">Whether the episode ended by the task's own rules [rows]: y = r.</param>
    /// <param name="truncated">Whether it was cut [rows].</param>
    /// <param name="values">Q' of every state from the second tick on, at <c>[environments, rows + environments)</c>.</param>
    /// <param name="finalValues">Q' of the final observation where truncated [rows].</param>
    /// <param name="environments">Environments played side by side.</param>
    /// <param name="gamma">Discount, 0 to 1.</param>
    /// <param name="targets">Receives y [rows].</param>
    public static void Compute(
        ReadOnlySpan<float> rewards,
        ReadOnlySpan<bool> terminated,
        ReadOnlySpan<bool> truncated,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> finalValues,
        int environments,
        float gamma,
        Span<float> targets)
    {
        for (int i = 0; i < rewards.Length; i++)
        {
            float future = terminated[i] ? 0f : truncated[i] ? finalValues[i] : values[i + environments];
            targets[i] = rewards[i] + gamma * future;
        }
    }
}
