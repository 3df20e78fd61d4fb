namespace AsyncRL.Neural;

/// <summary>
/// The categorical distribution given by logits. Pure functions over spans; an illegal outcome has probability exactly 0.
/// </summary>
public static class Categorical
{
    /// <summary>The probabilities: softmax of the logits of the legal outcomes.</summary>
    /// <param name="logits">One logit an outcome.</param>
    /// <param name="legal">Which outcomes are legal; empty for all.</param>
    /// <param name="probabilities">Receives them; they sum to 1.</param>
    /// <exception cref="ArgumentException">No outcome is legal.</exception>
    public static void Softmax(ReadOnlySpan<float> logits, ReadOnlySpan<bool> legal, Span<float> probabilities)
    {
        float greatest = float.NegativeInfinity;
        for (int i = 0; i < logits.Length; i++)
        {
            if (IsLegal(legal, i) && logits[i] > greatest)
            {
                greatest = logits[i];
            }
        }

        if (!legal.IsEmpty && !legal.Contains(true))
        {
            throw new ArgumentException("No outcome is legal; at least one must be.", nameof(legal));
        }

        float sum = 0f;
        for (int i = 0; i < logits.Length; i++)
        {
            float e = IsLegal(legal, i) ? MathF.Exp(logits[i] - greatest) : 0f;
            probabilities[i] = e;
            sum += e;
        }

        float scale = 1f / sum;
        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] *= scale;
        }
    }

    /// <summary>The entropy -sum p log p.</summary>
    /// <param name="probabilities">Probabilities.</param>
    /// <returns>Nats, 0 to ln(n).</returns>
    public static float Entropy(ReadOnlySpan<float> probabilities)
    {
        float entropy = 0f;
        foreach (float p in probabilities)
        {
            entropy -= p > 0f ? p * MathF.Log(p) : 0f;
        }

        return entropy;
    }

    /// <summary>Draws an outcome by inverting the distribution function. An outcome of probability 0 is never drawn.</summary>
    /// <param name="probabilities">Probabilities.</param>
    /// <param name="uniform">A number in [0, 1).</param>
    /// <returns>The outcome.</returns>
    public static int Sample(ReadOnlySpan<float> probabilities, double uniform)
    {
        double cumulative = 0;
        int last = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] > 0f)
            {
                last = i;
                cumulative += probabilities[i];
                if (uniform < cumulative)
                {
                    return i;
                }
            }
        }

        // Rounding can leave the sum a little short of 1.
        return last;
    }

    /// <summary>The most probable outcome; the first of several.</summary>
    /// <param name="probabilities">Probabilities.</param>
    /// <returns>The outcome.</returns>
    public static int ArgMax(ReadOnlySpan<float> probabilities)
    {
        int best = 0;
        for (int i = 1; i < probabilities.Length; i++)
        {
            if (probabilities[i] > probabilities[best])
            {
                best = i;
            }
        }

        return best;
    }

    private static bool IsLegal(ReadOnlySpan<bool> legal, int outcome) => legal.IsEmpty || legal[outcome];
}
