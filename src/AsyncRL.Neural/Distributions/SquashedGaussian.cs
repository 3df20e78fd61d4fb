namespace AsyncRL.Neural;

/// <summary>
/// The distribution of a = tanh(u), u = mu + sigma epsilon with a normal epsilon (Haarnoja et al. 2018,
/// arXiv:1812.05905, appendix C), whose log-probability is exact: <c>ln pi(a) = ln N(u; mu, sigma) - sum_d ln(1 -
/// a_d^2)</c>.
/// </summary>
/// <remarks>
/// Pure functions over spans of one length. The term ln(1 - tanh(u)^2) is computed as 2 (ln 2 -
/// u - softplus(-2u)), which neither loses digits nor overflows where tanh(u) rounds to 1.
/// </remarks>
public static class SquashedGaussian
{
    /// <summary>Least ln sigma.</summary>
    public const float LeastLogDeviation = -20f;

    /// <summary>Greatest ln sigma.</summary>
    public const float GreatestLogDeviation = 2f;

    private const float HalfLogTwoPi = 0.918938533f;

    /// <summary>ln sigma from a network's output, kept within [-20, 2].</summary>
    /// <param name="output">The output.</param>
    /// <returns>ln sigma; its slope is 1 inside and 0 outside.</returns>
    public static float LogDeviation(float output) => Math.Clamp(output, LeastLogDeviation, GreatestLogDeviation);

    /// <summary>The point that some draws of epsilon give, and its log-probability.</summary>
    /// <param name="mean">mu.</param>
    /// <param name="logDeviation">ln sigma, as the network puts it out: <see cref="LogDeviation"/> is applied.</param>
    /// <param name="epsilon">Standard normal draws.</param>
    /// <param name="point">Receives a, in [-1, 1].</param>
    /// <returns>ln pi(a), in nats.</returns>
    public static float Sample(
        ReadOnlySpan<float> mean, ReadOnlySpan<float> logDeviation, ReadOnlySpan<float> epsilon, Span<float> point)
    {
        float logProbability = 0f;
        for (int d = 0; d < point.Length; d++)
        {
            float logSigma = LogDeviation(logDeviation[d]), u = mean[d] + MathF.Exp(logSigma) * epsilon[d];
            point[d] = MathF.Tanh(u);
            logProbability -= 0.5f * epsilon[d] * epsilon[d] + logSigma + HalfLogTwoPi + LogSlope(u);
        }

        return logProbability;
    }

    /// <summary>The log-probability of a point that was not drawn here.</summary>
    /// <param name="mean">mu.</param>
    /// <param name="logDeviation">ln sigma, as the network puts it out.</param>
    /// <param name="point">a; numbers of magnitude 1 count as the nearest float inside.</param>
    /// <returns>ln pi(a), in nats.</returns>
    public static float LogProbability(ReadOnlySpan<float> mean, ReadOnlySpan<float> logDeviation, ReadOnlySpan<float> point)
    {
        float logProbability = 0f;
        for (int d = 0; d < point.Length; d++)
        {
            float logSigma = LogDeviation(logDeviation[d]);
            float u = MathF.Atanh(Math.Clamp(point[d], MathF.BitIncrement(-1f), MathF.BitDecrement(1f)));
            float epsilon = (u - mean[d]) * MathF.Exp(-logSigma);
            logProbability -= 0.5f * epsilon * epsilon + logSigma + HalfLogTwoPi + LogSlope(u);
        }

        return logProbability;
    }

    /// <summary>
    /// The gradient of <c>alpha ln pi(a) - Q(a)</c> at the network's outputs, a being a function of them for given epsilon (the
    /// reparameterisation of Haarnoja et al. 2018, equation 9): with q = dQ/da, <c>d/du = 2 alpha a - q (1 - a^2)</c>, and
    /// therefore d/dmu = d/du and d/dln sigma = sigma epsilon d/du - alpha.
    /// </summary>
    /// <param name="logDeviation">ln sigma, as the network puts it out; where it is cut off, its gradient is 0.</param>
    /// <param name="epsilon">The draws.</param>
    /// <param name="point">a.</param>
    /// <param name="slope">q [as many as a has].</param>
    /// <param name="alpha">The temperature.</param>
    /// <param name="meanGradient">Receives the gradient at mu.</param>
    /// <param name="deviationGradient">Receives the gradient at the output for ln sigma.</param>
    public static void Gradient(
        ReadOnlySpan<float> logDeviation, ReadOnlySpan<float> epsilon, ReadOnlySpan<float> point,
        ReadOnlySpan<float> slope, float alpha, Span<float> meanGradient, Span<float> deviationGradient)
    {
        for (int d = 0; d < point.Length; d++)
        {
            float a = point[d], toU = 2f * alpha * a - slope[d] * (1f - a * a), raw = logDeviation[d];
            float sigma = MathF.Exp(LogDeviation(raw));
            meanGradient[d] = toU;
            deviationGradient[d] = raw is >= LeastLogDeviation and <= GreatestLogDeviation ? sigma * epsilon[d] * toU - alpha
                : raw is < LeastLogDeviation or > GreatestLogDeviation ? 0f
                : float.NaN;
        }
    }

    // ln(1 - tanh(u)^2) = 2 (ln 2 - u - softplus(-2u)).
    private static float LogSlope(float u)
    {
        float x = -2f * u, softplus = MathF.Max(x, 0f) + MathF.Log(1f + MathF.Exp(-MathF.Abs(x)));
        return 2f * (0.693147181f - u - softplus);
    }
}
