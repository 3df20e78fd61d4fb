namespace AsyncRL.Objectives;

/// <summary>
/// V-trace: targets for the value, and advantages for the policy gradient, from play by another policy. "IMPALA"
/// (Espeholt et al. 2018), equation 1.
/// </summary>
/// <remarks>
/// <para>
/// The play of mu is to teach pi. With <c>rho_t = min(rho-bar, pi(a_t|x_t) / mu(a_t|x_t))</c>, <c>c_t = lambda min(c-bar,
/// pi(a_t|x_t) / mu(a_t|x_t))</c> and <c>delta_t V = rho_t (r_t + gamma V(x_{t+1}) - V(x_t))</c> the target of the state of step
/// s, played until step s + n, is <c>v_s = V(x_s) + sum_{t=s}^{s+n-1} gamma^{t-s} (c_s ... c_{t-1}) delta_t V</c>, computed
/// backwards by the paper's remark 1: <c>v_s - V(x_s) = delta_s V + gamma c_s (v_{s+1} - V(x_{s+1}))</c>. The advantage is
/// <c>rho_s (r_s + gamma v_{s+1} - V(x_s))</c>.
/// </para>
/// <para>
/// rho-bar decides what is converged to (the value of a policy between mu and pi), c-bar only how fast. Where pi = mu, and
/// c-bar and lambda are 1, the target is the n-step return. Rows are time-major and episode ends are treated as in
/// <see cref="LambdaReturns"/>: after a termination comes nothing, after a truncation the value of the final observation,
/// and nothing flows back over either.
/// </para>
/// </remarks>
public static class VTraceTargets
{
    /// <summary>Fills <paramref name="targets"/> and <paramref name="advantages"/> for every row.</summary>
    /// <param name="ratios">pi(a|x) / mu(a|x) of the action taken [rows]; at least 0, infinity allowed.</param>
    /// <param name="rewards">Rewards [rows].</param>
    /// <param name="terminated">Whether the episode ended at this row by the task's own rules [rows].</param>
    /// <param name="truncated">Whether the episode was cut at this row [rows]; ignored where it also terminated.</param>
    /// <param name="values">V of every row's state, and of the states that follow the last row of each
    /// environment [rows + environments].</param>
    /// <param name="finalValues">V of the final observation where truncated [rows]; unread elsewhere.</param>
    /// <param name="environments">Environments played side by side; at least 1.</param>
    /// <param name="gamma">Discount, 0 to 1.</param>
    /// <param name="lambda">Trace decay, 0 to 1 (the paper's equation 1).</param>
    /// <param name="rhoBar">Greatest weight of a temporal difference; at least c-bar.</param>
    /// <param name="cBar">Greatest weight of a trace.</param>
    /// <param name="targets">Receives v [rows].</param>
    /// <param name="advantages">Receives the advantages [rows].</param>
    public static void Compute(
        ReadOnlySpan<float> ratios,
        ReadOnlySpan<float> rewards,
        ReadOnlySpan<bool> terminated,
        ReadOnlySpan<bool> truncated,
        ReadOnlySpan<float> values,
        ReadOnlySpan<float> finalValues,
        int environments,
        float gamma,
        float lambda,
        float rhoBar,
        float cBar,
        Span<float> targets,
        Span<float> advantages)
    {
        int rows = rewards.Length;
        for (int s = rows - 1; s >= 0; s--)
        {
            int next = s + environments;
            bool goesOn = !terminated[s] && !truncated[s] && next < rows;
            float nextValue = terminated[s] ? 0f : truncated[s] ? finalValues[s] : values[next];
            float nextTarget = goesOn ? targets[next] : nextValue;

            float rho = MathF.Min(rhoBar, ratios[s]), c = lambda * MathF.Min(cBar, ratios[s]);
            float delta = rho * (rewards[s] + gamma * nextValue - values[s]);
            targets[s] = values[s] + delta + gamma * c * (nextTarget - nextValue);
            advantages[s] = rho * (rewards[s] + gamma * nextTarget - values[s]);
        }
    }
}
