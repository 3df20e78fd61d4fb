using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// Turns experience into gradients of a model, and sums for the reports. It knows nothing of threads, optimizers or environments.
/// </summary>
/// <remarks>
/// <para>
/// Which kind of experience it learns from is its base class: <see cref="SegmentObjective"/>, <see cref="TargetedObjective"/>,
/// <see cref="EpisodeObjective"/>,
/// <see cref="TrajectoryObjective"/>, <see cref="MinibatchObjective"/> or <see cref="ReplayObjective"/>. A topology takes the
/// kinds that it can serve.
/// </para>
/// <para>An objective holds no mutable state, so all threads share one.</para>
/// </remarks>
public abstract class Objective
{
    private protected Objective()
    {
    }

    /// <summary>The linear outputs of the network that acts, in the order in which the objective reads them.</summary>
    public abstract IReadOnlyList<Head> Heads { get; }

    /// <summary>What the first heads mean to whatever acts with the network.</summary>
    public abstract PolicyKind Policy { get; }

    /// <summary>What it reports: the meaning of its <see cref="LossSums"/>, at most <see cref="LossSums.Most"/>.</summary>
    public abstract IReadOnlyList<LossTerm> Losses { get; }

    /// <summary>The columns of experience that it reads or writes, besides actions, rewards and ends of episodes.</summary>
    public abstract IReadOnlyList<Column> Columns { get; }

    /// <summary>
    /// Whether it learns from whole sequences, so that gradients can flow back through time: what an LSTM needs.
    /// </summary>
    public virtual bool LearnsFromSequences => true;

    /// <summary>
    /// The networks and numbers that are learnt. The first network acts. By default one network with <see cref="Heads"/>.
    /// </summary>
    /// <param name="networks">Makes networks as the options say.</param>
    /// <returns>The model.</returns>
    public virtual ModelDescription CreateModel(NetworkFactory networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        return new ModelDescription(networks.Create(Heads));
    }
}
