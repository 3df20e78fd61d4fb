namespace AsyncRL.Policies;

/// <summary>
/// The dueling aggregation <c>Q(s, a) = V(s) + A(s, a) - mean_a' A(s, a')</c> (Wang et al. 2016, equation 9). The mean is over
/// all actions, illegal ones included.
/// </summary>
public static class DuelingValues
{
    /// <summary>Computes Q.</summary>
    /// <param name="value">V(s).</param>
    /// <param name="advantages">A(s, .).</param>
    /// <param name="q">Receives Q(s, .) [as many].</param>
    public static void Combine(float value, ReadOnlySpan<float> advantages, Span<float> q)
    {
        float sum = 0f;
        foreach (float a in advantages)
        {
            sum += a;
        }

        float offset = value - sum / advantages.Length;
        for (int a = 0; a < q.Length; a++)
        {
            q[a] = advantages[a] + offset;
        }
    }

    /// <summary>The derivatives of one Q(s, a), times a factor.</summary>
    /// <param name="action">a.</param>
    /// <param name="slope">The factor: dLoss/dQ(s, a).</param>
    /// <param name="advantages">Receives dLoss/dA(s, .): the factor times (1 at a, else 0) - 1/n.</param>
    /// <returns>dLoss/dV(s): the factor.</returns>
    public static float Split(int action, float slope, Span<float> advantages)
    {
        advantages.Fill(-slope / advantages.Length);
        advantages[action] += slope;
        return slope;
    }
}
