using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// How an actor-critic's first heads become a distribution over actions, and how the policy gradient flows back into them.
/// Immutable.
/// </summary>
public abstract class PolicyDistribution
{
    /// <summary>The heads it reads: the network's first ones.</summary>
    public abstract IReadOnlyList<Head> Heads { get; }

    /// <summary>What these heads mean.</summary>
    public abstract PolicyKind Kind { get; }

    /// <summary>Makes the distribution for an action space.</summary>
    /// <param name="actionSpace">The environment's action space.</param>
    /// <param name="sharedVariance">For continuous actions: one variance for all dimensions, as in the paper, instead of one for
    /// each.</param>
    /// <param name="rescaleActions">For continuous actions: whether they are learned in units of their bounds.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="ArgumentException">The space is none that an environment can have.</exception>
    public static PolicyDistribution For(Space actionSpace, bool sharedVariance, bool rescaleActions = true) => actionSpace switch
    {
        Discrete discrete => new CategoricalPolicy(discrete.Count),
        MultiDiscrete or MultiBinary => new MultiCategoricalPolicy(ActionSpaces.ChoiceCounts(actionSpace)),
        Box box => new GaussianPolicy(box, sharedVariance, rescaleActions),
        _ => throw new ArgumentException(
            "An actor-critic needs a Discrete, MultiDiscrete, MultiBinary or Box action space, " +
            $"but this environment's is {actionSpace}."),
    };

    /// <summary>Draws the action of a slot into the rollout.</summary>
    /// <param name="network">The network, whose slot was forwarded.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="rollout">Receives the action; gives the legal-action mask.</param>
    /// <param name="random">The actor's own generator.</param>
    public abstract void Sample(Network network, int slot, Rollout rollout, Pcg64 random);

    /// <summary>log pi(a|s) of the action that the rollout holds.</summary>
    /// <param name="network">The network, whose slot was forwarded.</param>
    /// <param name="row">The row.</param>
    /// <param name="rollout">Holds the action taken.</param>
    /// <returns>Nats; of a continuous action the log of the density. Finite where the outputs are.</returns>
    public abstract float LogProbability(Network network, int row, Rollout rollout);

    /// <summary>
    /// Writes the gradient of <c>weight (-log pi(a|s) advantage - beta H(pi(s)))</c> at the policy's outputs of a row.
    /// </summary>
    /// <param name="network">The network, whose slot was forwarded.</param>
    /// <param name="row">The row.</param>
    /// <param name="rollout">Holds the action taken.</param>
    /// <param name="advantage">A, taken as a constant.</param>
    /// <param name="beta">Weight of the entropy bonus.</param>
    /// <param name="weight">Factor on everything.</param>
    /// <returns>log pi(a|s), and the entropy H in nats.</returns>
    public abstract (float LogProbability, float Entropy) WriteGradient(
        Network network, int row, Rollout rollout, float advantage, float beta, float weight);
}
