using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// Acts as a deterministic policy says, <c>tanh</c> of the network's outputs in units of the actions' bounds, plus noise; and
/// uniformly at random for the first steps.
/// </summary>
/// <param name="bounds">The actions' bounds.</param>
/// <param name="noise">The noise.</param>
/// <param name="randomSteps">Global steps that are played at random first.</param>
public sealed class NoisyActions(ActionBounds bounds, ActionNoise noise, long randomSteps)
    : BoundedExploration(bounds, randomSteps)
{
    private readonly float[] added = new float[bounds.Length];

    /// <inheritdoc/>
    public override void Stepped(Rollout rollout, int row)
    {
        if (rollout.Terminated[row] || rollout.Truncated[row])
        {
            noise.Reset(row % rollout.Environments);
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => noise.Save(writer);

    /// <inheritdoc/>
    public override void Load(BinaryReader reader) => noise.Load(reader);

    /// <inheritdoc/>
    protected override void Choose(Network network, int slot, int environment, Pcg64 random, Span<float> unit)
    {
        noise.Next(environment, random, added);
        DeterministicActions.Unit(network, slot, unit);
        for (int d = 0; d < unit.Length; d++)
        {
            unit[d] = Math.Clamp(unit[d] + added[d], -1f, 1f);
        }
    }
}
