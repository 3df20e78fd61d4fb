using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// Explores with continuous actions in units of their bounds; uniformly at random for the first steps, so that a replay memory
/// begins with all kinds of actions.
/// </summary>
/// <param name="bounds">The actions' bounds.</param>
/// <param name="randomSteps">Global steps that are played at random first.</param>
public abstract class BoundedExploration(ActionBounds bounds, long randomSteps) : ActionSelection
{
    private readonly float[] unit = new float[bounds.Length];
    private long now;

    /// <inheritdoc/>
    public override double ExplorationRate => now < randomSteps ? 1 : 0;

    /// <inheritdoc/>
    public override void Advance(long step) => now = step;

    /// <inheritdoc/>
    public override void Choose(Network network, int firstSlot, int count, Rollout rollout, Pcg64 random)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        ArgumentNullException.ThrowIfNull(random);
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
                Choose(network, slot, slot % rollout.Environments, random, unit);
            }

            bounds.FromUnit(unit, rollout.Action(slot));
        }
    }

    /// <summary>Chooses an action.</summary>
    /// <param name="network">The network, whose slot was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="environment">The environment, from 0.</param>
    /// <param name="random">The player's generator.</param>
    /// <param name="unit">Receives the action, in [-1, 1] [numbers of an action].</param>
    protected abstract void Choose(Network network, int slot, int environment, Pcg64 random, Span<float> unit);
}
