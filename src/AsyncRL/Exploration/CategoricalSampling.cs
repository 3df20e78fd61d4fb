using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Topologies;

namespace AsyncRL.Exploration;

/// <summary>Draws each action from the policy's own softmax: actor-critic methods explore by being uncertain.</summary>
/// <param name="policyHead">Index of the head that holds the logits.</param>
public sealed class CategoricalSampling(int policyHead) : ActionSelection
{
    /// <inheritdoc/>
    public override void Choose(Network network, int firstSlot, int count, Rollout rollout, Pcg64 random)
    {
        Span<float> pi = stackalloc float[network.Output(firstSlot, policyHead).Length];
        for (int slot = firstSlot; slot < firstSlot + count; slot++)
        {
            Categorical.Softmax(network.Output(slot, policyHead), rollout.Legal(slot), pi);
            rollout.Actions[slot] = Categorical.Sample(pi, random.NextDouble());
        }
    }
}
