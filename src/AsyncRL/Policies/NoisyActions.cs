using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// Acts as a deterministic policy says, <c>tanh</c> of the network's outputs in units of the actions' bounds, plus noise; and
/// uniformly at random for the first steps, so that the replay memory begins with all kinds of actions.
/// </summary>
/// <param name="bounds">The actions' bounds.</param>
/// <param name="noise">The noise.</param>
/// <param name="randomSteps">Global steps that are played at random first.</param>
public sealed class NoisyActions(ActionBounds bounds, ActionNoise noise, long randomSteps) : ActionSelection
{
    private readonly float[] unit = new float[bounds.Length];
    private readonly float[] added = new float[bounds.Length];
    private long now;

    /// <inheritdoc/>
    public override double ExplorationRate => now < randomSteps ? 1 : 0;

    /// <inheritdoc/>
    public override void Advance(long step) => now = step;

    /// <inheritdoc/>
    public override void Choose(Network network, int firstSlot, int count, Rollout rollout, Pcg64 random)
    {
        for (int slot = firstSlot; slot < firstSlot + count; slot++)
        {
            if (now < randomSteps)
            {
                foreach (ref float a in unit.AsSpan())
                {
                    a = (float)(2 * random.NextDouble() - 1);
                }
            }
            else
            {
                noise.Next(slot % rollout.Environments, random, added);
                DeterministicActions.Unit(network, slot, unit);
                for (int d = 0; d < unit.Length; d++)
                {
                    unit[d] = Math.Clamp(unit[d] + added[d], -1f, 1f);
                }
            }

            bounds.FromUnit(unit, rollout.Action(slot));
        }
    }

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
}
