namespace AsyncRL.Neural;

/// <summary>
/// The Gaussian with a mean per dimension and one variance per dimension, or one for all. Pure functions over spans; variances
/// are given as spans of the means' length or of length 1.
/// </summary>
public static class DiagonalGaussian
{
    /// <summary>
    /// Added to every variance that <see cref="Variance"/> gives. Softplus has no floor of its own, and the gradient of the
    /// log-probability grows as one over the standard deviation, which this keeps above 0.003.
    /// </summary>
    public const float LeastVariance = 1e-5f;

    /// <summary>sigma^2 = softplus(x) = ln(1 + e^x), and <see cref="LeastVariance"/> (Mnih et al. 2016, supplement 9).</summary>
    /// <param name="x">The network's output.</param>
    /// <returns>The variance.</returns>
    public static float Variance(float x) => MathF.Max(x, 0f) + Log1P(MathF.Exp(-MathF.Abs(x))) + LeastVariance;

    /// <summary>d <see cref="Variance"/> / dx = 1 / (1 + e^-x).</summary>
    /// <param name="x">The network's output.</param>
    /// <returns>The slope, 0 to 1.</returns>
    public static float VarianceSlope(float x) => 1f / (1f + MathF.Exp(-x));

    /// <summary>ln p(x) = -1/2 sum_d (ln(2 pi sigma_d^2) + (x_d - mu_d)^2 / sigma_d^2).</summary>
    /// <param name="mean">mu.</param>
    /// <param name="variance">sigma^2, of the mean's length or of length 1.</param>
    /// <param name="x">The point, of the mean's length.</param>
    /// <returns>The log of the density.</returns>
    public static float LogProbability(ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, ReadOnlySpan<float> x)
    {
        float sum = 0f;
        for (int d = 0; d < mean.Length; d++)
        {
            float s = variance[variance.Length == 1 ? 0 : d];
            float error = x[d] - mean[d];
            sum -= 0.5f * (MathF.Log(2f * MathF.PI * s) + error * error / s);
        }

        return sum;
    }

    /// <summary>The differential entropy, 1/2 sum_d (ln(2 pi sigma_d^2) + 1).</summary>
    /// <param name="variance">sigma^2, of length <paramref name="dimensions"/> or 1.</param>
    /// <param name="dimensions">Dimensions of the distribution.</param>
    /// <returns>Nats; may be negative.</returns>
    public static float Entropy(ReadOnlySpan<float> variance, int dimensions)
    {
        float sum = 0f;
        foreach (float s in variance)
        {
            sum += 0.5f * (MathF.Log(2f * MathF.PI * s) + 1f);
        }

        return variance.Length == 1 ? sum * dimensions : sum;
    }

    /// <summary>
    /// The gradients of the log-density: (x - mu) / sigma^2, and ((x - mu)^2 / sigma^2 - 1) / (2 sigma^2),
    /// summed where dimensions share a variance.
    /// </summary>
    /// <param name="mean">mu.</param>
    /// <param name="variance">sigma^2, of the mean's length or of length 1.</param>
    /// <param name="x">The point.</param>
    /// <param name="meanGradient">Receives d ln p / d mu.</param>
    /// <param name="varianceGradient">Receives d ln p / d sigma^2, of the variance's length.</param>
    public static void LogProbabilityGradient(
        ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, ReadOnlySpan<float> x, Span<float> meanGradient,
        Span<float> varianceGradient)
    {
        varianceGradient.Clear();
        for (int d = 0; d < mean.Length; d++)
        {
            int v = variance.Length == 1 ? 0 : d;
            float inverse = 1f / variance[v];
            float error = x[d] - mean[d];
            meanGradient[d] = error * inverse;
            varianceGradient[v] += 0.5f * inverse * (error * error * inverse - 1f);
        }
    }

    /// <summary>d entropy / d sigma^2 = 1 / (2 sigma^2), times the dimensions that share it.</summary>
    /// <param name="variance">sigma^2, of length <paramref name="dimensions"/> or 1.</param>
    /// <param name="dimensions">Dimensions of the distribution.</param>
    /// <param name="gradient">Receives the gradient, of the variance's length.</param>
    public static void EntropyGradient(ReadOnlySpan<float> variance, int dimensions, Span<float> gradient)
    {
        float shared = variance.Length == 1 ? dimensions : 1f;
        for (int v = 0; v < variance.Length; v++)
        {
            gradient[v] = shared * 0.5f / variance[v];
        }
    }

    // ln(1 + y) for y in [0, 1], without losing y next to 1.
    private static float Log1P(float y) => y < 1e-4f ? y - 0.5f * y * y : MathF.Log(1f + y);
}
