using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// Learns from what was played in several epochs, each over shuffled minibatches: rollouts whose rows were gathered, with the
/// columns that <see cref="Prepare"/> filled.
/// </summary>
public abstract class MinibatchObjective : OnlineObjective
{
    /// <summary>Times that every row is learnt from; at least 1.</summary>
    public abstract int Epochs { get; }

    /// <summary>Rows of a minibatch, about: a batch is cut into the nearest whole number of equal ones.</summary>
    public abstract int MinibatchSize { get; }

    /// <summary>
    /// The column whose mean and deviation are to be measured over each minibatch
    /// (<see cref="Rollout.ColumnMean"/>); null for none.
    /// </summary>
    public abstract Column<float>? Standardized { get; }

    /// <summary>
    /// Whether the batch is not to be learnt from any further, because the policy has moved far enough;
    /// that minibatch's gradient is dropped.
    /// </summary>
    /// <param name="minibatch">Sums over a whole minibatch.</param>
    /// <returns>False, always, where there is no such limit.</returns>
    public abstract bool EndsEpochs(in LossSums minibatch);

    /// <summary>
    /// Draws, before each epoch, what is drawn anew for it, into columns of the whole segment; nothing by default. Called by the
    /// thread that played the segment.
    /// </summary>
    /// <param name="rollout">The segment.</param>
    /// <param name="random">The thread's generator.</param>
    public virtual void BeginEpoch(Rollout rollout, Pcg64 random)
    {
    }

    /// <summary>
    /// Notes, once before the first epoch, what stays fixed while theta moves: values, advantages, returns, and the
    /// log-probabilities under the policy that acted. The slots <c>[0, rollout.Rows + rollout.Environments)</c> were forwarded
    /// with the parameters that acted.
    /// </summary>
    /// <param name="rollout">The segment.</param>
    /// <param name="model">The model that played it.</param>
    /// <returns>How well the values foresaw the returns.</returns>
    public abstract ExplainedVariance Prepare(Rollout rollout, Model model);
}
