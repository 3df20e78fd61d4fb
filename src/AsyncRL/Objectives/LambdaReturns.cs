namespace AsyncRL.Objectives;

/// <summary>
/// Advantages and returns of a segment played in several environments at once.
/// </summary>
/// <remarks>
/// <para>
/// Rows are time-major: row <c>i = t * environments + b</c> is step t of environment b, and the state that follows it is row
/// <c>i + environments</c>. The recursion of generalized advantage estimation (Schulman et al. 2016, equations 11 to 16):
/// <c>delta_i = r_i + gamma V(s_{i+1}) - V(s_i)</c>, <c>A_i = delta_i + gamma lambda A_{i+1}</c>, and the return is
/// <c>A_i + V(s_i)</c>. With lambda = 1 the sum telescopes to the paper's forward view (Mnih et al. 2016, algorithm S3):
/// <c>R_i = r_i + gamma r_{i+1} + ... + gamma^k V(s_{i+k})</c>, as many real rewards as the segment holds.
/// </para>
/// <para>
/// An episode that <em>terminated</em> is followed by nothing, so its last V(s') is 0. One that was only
/// <em>truncated</em> (a time limit) would have gone on, so its last V(s') is the value of its final observation. Either
/// way nothing flows back over the episode's end.
/// </para>
/// </remarks>
public static class LambdaReturns
{
    /// <summary>Fills <paramref name="advantages"/> and <paramref name="returns"/> for every row.</summary>
    /// <param name="rewards">Rewards [rows].</param>
    /// <param name="terminated">Whether the episode ended at this row by the task's own rules [rows].</param>
    /// <param name="truncated">Whether the episode was cut at this row [rows]; ignored where it also terminated.</param>
    /// <param name="values">V of every row's state, and of the states that follow the last row of each environment
    /// [rows + environments].</param>
    /// <param name="finalValues">V of the final observation where truncated [rows]; unread elsewhere.</param>
    /// <param name="environments">Environments played side by side; at least 1.</param>
    /// <param name="gamma">Discount, 0 to 1.</param>
    /// <param name="lambda">Trace decay, 0 (one-step) to 1 (the paper's n-step returns).</param>
    /// <param name="advantages">Receives A [rows].</param>
    /// <param name="returns">Receives A + V [rows].</param>
    public static void Compute(
        ReadOnlySpan<float> rewards,
        ReadOnlySpan<bool> terminated,
        ReadOnlySpan<bool> truncated,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> finalValues,
        int environments,
        float gamma,
        float lambda,
        Span<float> advantages,
        Span<float> returns)
    {
        int rows = rewards.Length;
        for (int i = rows - 1; i >= 0; i--)
        {
            int next = i + environments;
            bool ended = terminated[i] || truncated[i];
            float nextValue = terminated[i] ? 0f : truncated[i] ? finalValues[i] : values[next];
            float nextAdvantage = ended || next >= rows ? 0f : advantages[next];
            float delta = rewards[i] + gamma * nextValue - values[i];
            advantages[i] = delta + gamma * lambda * nextAdvantage;
            returns[i] = advantages[i] + values[i];
        }
    }

    /// <summary>
    /// As <see cref="Compute"/>, for rewards whose return goes on over the ends of episodes: the state after an episode's last
    /// step is the one that the next episode begins with (Burda et al. 2018, section 2.3).
    /// </summary>
    /// <param name="rewards">Rewards [rows].</param>
    /// <param name="values">V of every row's state, and of the states that follow the last row of each environment
    /// [rows + environments].</param>
    /// <param name="environments">Environments played side by side; at least 1.</param>
    /// <param name="gamma">Discount, 0 to 1.</param>
    /// <param name="lambda">Trace decay, 0 to 1.</param>
    /// <param name="advantages">Receives A [rows].</param>
    /// <param name="returns">Receives A + V [rows].</param>
    public static void ComputeEndless(
        ReadOnlySpan<float> rewards, ReadOnlySpan<float> values, int environments, float gamma, float lambda,
        Span<float> advantages, Span<float> returns)
    {
        int rows = rewards.Length;
        for (int i = rows - 1; i >= 0; i--)
        {
            int next = i + environments;
            float delta = rewards[i] + gamma * values[next] - values[i];
            advantages[i] = delta + gamma * lambda * (next < rows ? advantages[next] : 0f);
            returns[i] = advantages[i] + values[i];
        }
    }
}
