using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>Draws each action from the policy's own distribution: actor-critic methods explore by being uncertain.</summary>
/// <param name="policy">The distribution.</param>
public sealed class PolicySampling(PolicyDistribution policy) : ActionSelection
{
    /// <inheritdoc/>
    public override void Choose(Network network, int firstSlot, int count, Rollout rollout, Pcg64 random)
    {
        for (int slot = firstSlot; slot < firstSlot + count; slot++)
        {
            policy.Sample(network, slot, rollout, random);
        }
    }
}
