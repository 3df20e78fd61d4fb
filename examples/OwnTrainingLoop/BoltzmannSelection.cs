using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace OwnTrainingLoop;

/// <summary>Draws actions from softmax(Q / tau), the policy that soft values belong to.</summary>
public sealed class BoltzmannSelection(float temperature) : ActionSelection
{
    public override void Choose(Network network, int firstSlot, int count, Rollout rollout, Pcg64 random)
    {
        for (int slot = firstSlot; slot < firstSlot + count; slot++)
        {
            ReadOnlySpan<float> q = network.Output(slot, 0);
            ReadOnlySpan<bool> legal = rollout.Legal(slot);
            int best = ActionValues.Greedy(q, legal);
            float Weight(ReadOnlySpan<float> values, int a) => MathF.Exp((values[a] - values[best]) / temperature);

            float sum = 0;
            for (int a = 0; a < q.Length; a++)
            {
                sum += legal.IsEmpty || legal[a] ? Weight(q, a) : 0;
            }

            // Where rounding leaves something over, the best action takes it.
            float left = random.NextSingle() * sum;
            rollout.Actions[slot] = best;
            for (int a = 0; a < q.Length; a++)
            {
                left -= legal.IsEmpty || legal[a] ? Weight(q, a) : 0;
                if (left < 0)
                {
                    rollout.Actions[slot] = a;
                    break;
                }
            }
        }
    }
}
