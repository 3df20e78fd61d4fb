using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// Epsilon-greedy with a final epsilon of its own for each environment, drawn once and annealed linearly from 1 (Mnih et al.
/// 2016, section 5.1): actors that explore differently make the shared updates less alike.
/// </summary>
public sealed class EpsilonGreedy : ActionSelection
{
    private readonly double[] finals;
    private readonly long annealSteps;
    private double annealed;

    /// <summary>Draws the final epsilons.</summary>
    /// <param name="finalEpsilons">The values to draw from; the paper's are 0.1, 0.01 and 0.5.</param>
    /// <param name="probabilities">Their probabilities; the paper's are 0.4, 0.3 and 0.3.</param>
    /// <param name="annealSteps">Global steps over which epsilon falls from 1 to its final value.</param>
    /// <param name="environments">Environments of the actor.</param>
    /// <param name="random">A generator for the draw.</param>
    public EpsilonGreedy(
        IReadOnlyList<double> finalEpsilons, IReadOnlyList<double> probabilities, long annealSteps,
        int environments, Pcg64 random)
    {
        this.annealSteps = annealSteps;
        finals = new double[environments];
        for (int b = 0; b < environments; b++)
        {
            double u = random.NextDouble() * probabilities.Sum();
            int drawn = 0;
            while (drawn < finalEpsilons.Count - 1 && u >= probabilities[drawn])
            {
                u -= probabilities[drawn++];
            }

            finals[b] = finalEpsilons[drawn];
        }
    }

    /// <inheritdoc/>
    public override double ExplorationRate => finals.Average(Epsilon);

    /// <inheritdoc/>
    public override void Advance(long step) => annealed = annealSteps <= 0 ? 1 : Math.Min(1, (double)step / annealSteps);

    /// <inheritdoc/>
    public override void Choose(Network network, int firstSlot, int count, Rollout rollout, Pcg64 random)
    {
        for (int slot = firstSlot; slot < firstSlot + count; slot++)
        {
            // A dueling network's first head holds the advantages, which differ from Q by the same number for every action.
            ReadOnlySpan<float> q = network.Output(slot, 0);
            ReadOnlySpan<bool> legal = rollout.Legal(slot);
            rollout.Actions[slot] = random.Chance(Epsilon(finals[slot % finals.Length]))
                ? UniformAction.Draw(random, q.Length, legal)
                : ActionValues.Greedy(q, legal);
        }
    }

    private double Epsilon(double final) => 1 + (final - 1) * annealed;
}
