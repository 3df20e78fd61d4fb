using AsyncRL.Environments;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// The Gaussian squashed by tanh: where its parameters stand, and how it is drawn from without its probability.
/// </summary>
public static class SquashedActions
{
    /// <summary>Index of the head that holds the means before tanh.</summary>
    public const int MeanHead = 0;

    /// <summary>Index of the head that holds the logs of the standard deviations.</summary>
    public const int DeviationHead = 1;

    /// <summary>tanh of a slot's mean: the greedy action.</summary>
    /// <param name="network">The network, whose slot was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="unit">Receives it, in [-1, 1] [numbers of an action].</param>
    public static void Mean(Network network, int slot, Span<float> unit)
    {
        ArgumentNullException.ThrowIfNull(network);
        ReadOnlySpan<float> mean = network.Output(slot, MeanHead);
        for (int d = 0; d < unit.Length; d++)
        {
            unit[d] = MathF.Tanh(mean[d]);
        }
    }

    /// <summary>Draws an action.</summary>
    /// <param name="network">The network, whose slot was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="random">The generator.</param>
    /// <param name="unit">Receives it, in [-1, 1] [numbers of an action].</param>
    public static void Sample(Network network, int slot, Pcg64 random, Span<float> unit)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(random);
        ReadOnlySpan<float> mean = network.Output(slot, MeanHead), logDeviation = network.Output(slot, DeviationHead);
        for (int d = 0; d < unit.Length; d++)
        {
            float sigma = MathF.Exp(SquashedGaussian.LogDeviation(logDeviation[d]));
            unit[d] = MathF.Tanh(mean[d] + sigma * (float)random.Normal());
        }
    }
}
