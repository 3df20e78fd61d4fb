using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// A Gaussian over continuous actions (Mnih et al. 2016, supplement 9): the mean is linear in the last hidden layer, the variance
/// the softplus of a linear output.
/// </summary>
/// <remarks>
/// The rollout keeps the raw sample in the environment's units, whose log-probability is learnt from; the environment receives it
/// clipped to its bounds. Mean, variance, log-probability and entropy are in the policy's units, which are those of the bounds
/// unless told otherwise. The entropy bonus is the true differential entropy; where all dimensions share one variance that is the
/// paper's expression times their number.
/// </remarks>
internal sealed class GaussianPolicy : PolicyDistribution
{
    /// <summary>Index of the head that holds the means.</summary>
    public const int MeanHead = 0;

    /// <summary>Index of the head that holds the variances before softplus.</summary>
    public const int VarianceHead = 1;

    private readonly int dimensions;
    private readonly int variances;
    private readonly ActionUnits units;

    /// <summary>Makes the distribution.</summary>
    /// <param name="box">The action space.</param>
    /// <param name="sharedVariance">One variance for all dimensions (the paper) instead of one for each.</param>
    /// <param name="rescales">Whether actions are learned in units of their bounds instead of the environment's.</param>
    public GaussianPolicy(Box box, bool sharedVariance, bool rescales)
    {
        dimensions = box.Length;
        variances = sharedVariance ? 1 : dimensions;
        units = rescales ? ActionUnits.OfBounds(box) : ActionUnits.Own(dimensions);
        Kind = rescales ? PolicyKind.ScaledGaussian : PolicyKind.Gaussian;
        Heads = [new Head("mean", dimensions, InitialScale: 0.01f), new Head("variance", variances, InitialScale: 0.01f)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads { get; }

    /// <inheritdoc/>
    public override PolicyKind Kind { get; }

    /// <summary>Draws from the Gaussian that a slot's outputs give.</summary>
    /// <param name="network">The network, whose slot was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="units">The policy's units.</param>
    /// <param name="random">The generator.</param>
    /// <param name="action">Receives the sample, in the environment's units [dimensions].</param>
    public static void Sample(Network network, int slot, ActionUnits units, Pcg64 random, Span<float> action)
    {
        ReadOnlySpan<float> mean = network.Output(slot, MeanHead), raw = network.Output(slot, VarianceHead);
        for (int d = 0; d < action.Length; d++)
        {
            float variance = DiagonalGaussian.Variance(raw[raw.Length == 1 ? 0 : d]);
            action[d] = units.FromUnit(d, mean[d] + MathF.Sqrt(variance) * (float)random.Normal());
        }
    }

    /// <summary>The standard deviations of the Gaussian that a slot's outputs give.</summary>
    /// <param name="network">The network, whose slot was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="units">The policy's units.</param>
    /// <param name="deviations">Receives one per number of the action, in the environment's units [dimensions].</param>
    public static void StandardDeviations(Network network, int slot, ActionUnits units, Span<float> deviations)
    {
        ReadOnlySpan<float> raw = network.Output(slot, VarianceHead);
        for (int d = 0; d < deviations.Length; d++)
        {
            deviations[d] = units.Reach(d) * MathF.Sqrt(DiagonalGaussian.Variance(raw[raw.Length == 1 ? 0 : d]));
        }
    }

    /// <inheritdoc/>
    public override void Sample(Network network, int slot, Rollout rollout, Pcg64 random) =>
        Sample(network, slot, units, random, rollout.Action(slot));

    /// <inheritdoc/>
    public override float LogProbability(Network network, int row, Rollout rollout)
    {
        ReadOnlySpan<float> raw = network.Output(row, VarianceHead);
        Span<float> variance = stackalloc float[variances];
        for (int v = 0; v < variances; v++)
        {
            variance[v] = DiagonalGaussian.Variance(raw[v]);
        }

        Span<float> action = stackalloc float[dimensions];
        units.ToUnits(rollout.Action(row), action);
        return DiagonalGaussian.LogProbability(network.Output(row, MeanHead), variance, action);
    }

    /// <inheritdoc/>
    public override (float LogProbability, float Entropy) WriteGradient(
        Network network, int row, Rollout rollout, float advantage, float beta, float weight)
    {
        ReadOnlySpan<float> mean = network.Output(row, MeanHead), raw = network.Output(row, VarianceHead);
        Span<float> variance = stackalloc float[variances], toEntropy = stackalloc float[variances],
            action = stackalloc float[dimensions];
        units.ToUnits(rollout.Action(row), action);
        for (int v = 0; v < variances; v++)
        {
            variance[v] = DiagonalGaussian.Variance(raw[v]);
        }

        Span<float> meanGradient = network.OutputGradient(row, MeanHead),
            varianceGradient = network.OutputGradient(row, VarianceHead);
        DiagonalGaussian.LogProbabilityGradient(mean, variance, action, meanGradient, varianceGradient);
        DiagonalGaussian.EntropyGradient(variance, dimensions, toEntropy);
        for (int d = 0; d < dimensions; d++)
        {
            meanGradient[d] *= -weight * advantage;
        }

        for (int v = 0; v < variances; v++)
        {
            varianceGradient[v] =
                -weight * (advantage * varianceGradient[v] + beta * toEntropy[v]) * DiagonalGaussian.VarianceSlope(raw[v]);
        }

        return (DiagonalGaussian.LogProbability(mean, variance, action), DiagonalGaussian.Entropy(variance, dimensions));
    }
}
