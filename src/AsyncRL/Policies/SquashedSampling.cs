using AsyncRL.Environments;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// Draws each action from a Gaussian squashed by tanh (<see cref="SquashedActions"/>); uniformly at random for the first steps.
/// </summary>
/// <param name="bounds">The actions' bounds.</param>
/// <param name="randomSteps">Global steps that are played at random first.</param>
public sealed class SquashedSampling(ActionBounds bounds, long randomSteps) : BoundedExploration(bounds, randomSteps)
{
    /// <inheritdoc/>
    protected override void Choose(Network network, int slot, int environment, Pcg64 random, Span<float> unit) =>
        SquashedActions.Sample(network, slot, random, unit);
}
