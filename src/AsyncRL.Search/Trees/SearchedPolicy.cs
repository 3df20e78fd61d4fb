using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>Weights of moves as a policy, with a temperature.</summary>
internal static class SearchedPolicy
{
    /// <summary>
    /// w^(1/T) over the sum of these, in place. With T = 0 all is the greatest weight's, the first one's among equals.
    /// </summary>
    /// <param name="weights">Weights of at least 0, at least one of them above; probabilities on return.</param>
    /// <param name="temperature">T, at least 0.</param>
    public static void Temper(Span<float> weights, float temperature)
    {
        int most = 0;
        for (int i = 1; i < weights.Length; i++)
        {
            most = weights[i] > weights[most] ? i : most;
        }

        float greatest = weights[most], sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            float share = weights[i] / greatest;
            weights[i] = temperature == 0 ? (i == most ? 1 : 0)
                : temperature == 1 ? share : MathF.Pow(share, 1 / temperature);
            sum += weights[i];
        }

        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] /= sum;
        }
    }

    /// <summary>Draws one of some probabilities.</summary>
    /// <param name="policy">Probabilities.</param>
    /// <param name="random">The generator.</param>
    /// <returns>Its place; never one of probability 0.</returns>
    public static int Draw(ReadOnlySpan<float> policy, ref FastRandom random)
    {
        float left = random.NextSingle();
        int last = 0;
        for (int i = 0; i < policy.Length; i++)
        {
            if (policy[i] > 0)
            {
                last = i;
                left -= policy[i];
                if (left < 0)
                {
                    return i;
                }
            }
        }

        return last;   // what rounding left over
    }
}
