using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>Random numbers that searches need at their roots.</summary>
internal static class Chance
{
    /// <summary>A standard Gumbel number: -log(-log u).</summary>
    public static float Gumbel(ref FastRandom random) => (float)-Math.Log(-Math.Log(Uniform(ref random)));

    /// <summary>
    /// Shares that sum to 1, from a symmetric Dirichlet distribution: gamma numbers over their sum, in logarithms, because with a
    /// small alpha most of them are too small for a float.
    /// </summary>
    /// <param name="random">The generator.</param>
    /// <param name="alpha">The concentration, above 0.</param>
    /// <param name="shares">Receives the shares.</param>
    public static void Dirichlet(ref FastRandom random, double alpha, Span<float> shares)
    {
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = (float)LogGamma(ref random, alpha);
        }

        Softmax(shares);
    }

    /// <summary>Turns logits into the probabilities that they stand for, in place.</summary>
    /// <param name="numbers">Logits, at least one of them finite and none above it infinite; probabilities on return.</param>
    public static void Softmax(Span<float> numbers)
    {
        float greatest = float.NegativeInfinity;
        foreach (float number in numbers)
        {
            greatest = Math.Max(greatest, number);
        }

        float sum = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = MathF.Exp(numbers[i] - greatest);
            sum += numbers[i];
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] /= sum;
        }
    }

    // The logarithm of a gamma number (Marsaglia and Tsang 2000, "A simple method for generating gamma variables"); below 1,
    // alpha is raised by 1 and a power of a uniform number taken off.
    private static double LogGamma(ref FastRandom random, double alpha)
    {
        double d = (alpha < 1 ? alpha + 1 : alpha) - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        double raised = alpha < 1 ? Math.Log(Uniform(ref random)) / alpha : 0;
        while (true)
        {
            double x = Normal(ref random), root = 1 + (c * x);
            if (root > 0)
            {
                double v = root * root * root;
                if (Math.Log(Uniform(ref random)) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                {
                    return Math.Log(d * v) + raised;
                }
            }
        }
    }

    // Box and Muller 1958.
    private static double Normal(ref FastRandom random) =>
        Math.Sqrt(-2 * Math.Log(Uniform(ref random))) * Math.Cos(2 * Math.PI * Uniform(ref random));

    // In (0, 1), the ends left out: the last of 2^53 values would be rounded up to 1.
    private static double Uniform(ref FastRandom random) =>
        Math.Min(((random.Next() >> 11) + 0.5) * (1.0 / (1L << 53)), 1 - (1.0 / (1L << 53)));
}
