using AsyncRL.Neural;
using AsyncRL.Topologies;

namespace AsyncRL.Objectives;

/// <summary>
/// An objective that learns from what was played in several epochs, each over shuffled minibatches. <see cref="Objective.WriteGradients"/> is given a minibatch:
/// a rollout whose rows were gathered, with what <see cref="Prepare"/> noted of each.
/// </summary>
public abstract class MinibatchObjective : Objective
{
    /// <summary>Times that every row is learnt from; at least 1.</summary>
    public abstract int Epochs { get; }

    /// <summary>Rows of a minibatch, about: a batch is cut into the nearest whole number of equal ones.</summary>
    public abstract int MinibatchSize { get; }

    /// <summary>Whether the rollout's advantages are to be measured over each minibatch (<see cref="Rollout.AdvantageMean"/>).</summary>
    public abstract bool NormalizesAdvantages { get; }

    /// <summary>Mean divergence of a minibatch beyond which the batch is not learnt from any further; 0 for none.</summary>
    public abstract double GreatestDivergence { get; }

    /// <summary>
    /// Notes, once before the first epoch, what stays fixed while theta moves: values, advantages, returns, and the log-probabilities under the policy that acted. The
    /// slots <c>[0, rollout.Rows + rollout.Environments)</c> were forwarded with the parameters that acted.
    /// </summary>
    /// <param name="rollout">The segment.</param>
    /// <param name="network">The network that played it.</param>
    public abstract void Prepare(Rollout rollout, Network network);
}
