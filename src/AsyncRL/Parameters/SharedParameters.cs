using AsyncRL.Neural;
using AsyncRL.Observations;
using AsyncRL.Play;

namespace AsyncRL.Parameters;

/// <summary>
/// All memory that actor threads share, and the contract under which they race on it (Hogwild!, Niu et al. 2011). Where every
/// line has one writer instead,
/// <see cref="ReplicatedParameters"/> is the contract, theta and statistics are the first replica, and only the counters and
/// flags are as told here; where actors learn on replicas and exchange what they have changed, it is
/// <see cref="ExchangedParameters"/>.
/// </summary>
/// <remarks>
/// <para>
/// <b>theta and the optimizer's shared statistics</b> are written by every actor, without a lock, with plain 4-byte loads and
/// stores. No element is ever torn. What may happen: two actors that update the same element at once can lose one of the two
/// updates; and an actor that copies theta while another writes it gets some elements from before and some from after that
/// update. Both are the method, not a defect. The order in which other threads see the elements change is not defined.
/// </para>
/// <para>
/// <b>The counters</b> (T, updates, gradients dropped) are changed by interlocked additions and never lose a count. <b>The
/// flags</b> (stop, pause limit) are written by the coordinator and read by actors with volatile reads.
/// </para>
/// <para>Everything else an actor uses (theta', gradient, activations, rollout, generator, environments) is its own.</para>
/// </remarks>
public sealed class SharedParameters : IStepBudget
{
    private PaddedCounter steps;
    private PaddedCounter updates;
    private PaddedCounter nonfinite;
    private PaddedCounter nonfiniteInRow;
    private long stepLimit = long.MaxValue;
    private volatile bool stopRequested;

    /// <summary>Makes shared memory for one model.</summary>
    /// <param name="model">What is learnt.</param>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="sharesStatistics">Whether all actors use one set of optimizer statistics (Shared RMSProp) or each its
    /// own.</param>
    public SharedParameters(ModelDescription model, Optimizer optimizer, bool sharesStatistics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        Model = model;
        Theta = new ParameterVector(model.Parameters);
        Optimizer = optimizer;
        Statistics = sharesStatistics ? optimizer.CreateState(model) : null;
    }

    /// <summary>What is learnt.</summary>
    public ModelDescription Model { get; }

    /// <summary>theta: written by every actor at the end of its segment, read by every actor at the start of one.</summary>
    public ParameterVector Theta { get; }

    /// <summary>theta-, under its own contract; null unless the objective asks for it.</summary>
    public TargetNetwork? Target { get; set; }

    /// <summary>Statistics of the observations, under their own contract; null unless observations are normalised.</summary>
    public ObservationNormalizer? Normalizer { get; set; }

    /// <summary>
    /// The replicas and the log of updates, under their own contract; null unless every line of memory has one writer.
    /// </summary>
    internal ReplicatedParameters? Replicas { get; set; }

    /// <summary>The update rule (immutable).</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The shared statistics, raced on as theta is; null when each actor keeps its own.</summary>
    public OptimizerState? Statistics { get; }

    /// <summary>
    /// The paper's T: steps summed over all actors. Counted when an actor claims them, at most one segment, or 64 steps, an actor
    /// ahead of the play.
    /// </summary>
    public long Steps
    {
        get => Math.Min(steps.Value, Volatile.Read(ref stepLimit));
        internal set => steps.Value = value;
    }

    /// <summary>Updates applied to theta by all actors.</summary>
    public long Updates
    {
        get => updates.Value + (Replicas?.Updates ?? 0);
        internal set => updates.Value = value - (Replicas?.Updates ?? 0);
    }

    /// <summary>Gradients dropped because a number in them was not finite.</summary>
    public long NonfiniteGradients
    {
        get => nonfinite.Value;
        internal set => nonfinite.Value = value;
    }

    /// <summary>Gradients dropped since the last one that was finite.</summary>
    internal long NonfiniteInRow => nonfiniteInRow.Value;

    /// <summary>No step beyond this one is granted. Set before the actors start.</summary>
    public long StepLimit
    {
        get => Volatile.Read(ref stepLimit);
        internal set => Volatile.Write(ref stepLimit, value);
    }

    /// <summary>Set to make every actor stop after the step it is in.</summary>
    public bool StopRequested
    {
        get => stopRequested;
        set => stopRequested = value;
    }

    /// <summary>Claims up to <paramref name="wanted"/> steps of the run.</summary>
    /// <param name="wanted">Steps asked for; at least 1.</param>
    /// <returns>Steps granted: fewer near the limit, 0 at it.</returns>
    public int Claim(int wanted)
    {
        long limit = StepLimit;
        long after = steps.Add(wanted);
        if (after <= limit)
        {
            return wanted;
        }

        int excess = (int)Math.Min(wanted, after - limit);
        steps.Add(-excess);
        return wanted - excess;
    }

    /// <summary>Gives back steps that were claimed and not played.</summary>
    /// <param name="unplayed">How many.</param>
    public void Return(int unplayed) => steps.Add(-unplayed);

    /// <summary>
    /// Applies the gradients of a model's last backward passes to theta, racing with the other actors: one fused pass per part.
    /// Of a layer whose gradient was deferred each block is computed just before it is applied.
    /// </summary>
    /// <param name="model">The actor's own instance; its gradients are finite.</param>
    /// <param name="statistics">The actor's own statistics, where they are not shared.</param>
    /// <param name="rates">Step size of each group now.</param>
    /// <param name="scales">Factor on the gradient of each group (clipping by its norm).</param>
    /// <returns>Updates applied so far by all actors, this one included.</returns>
    public long Apply(Model model, OptimizerState? statistics, ReadOnlySpan<float> rates, ReadOnlySpan<float> scales)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Apply(Optimizer, Theta, Statistics ?? statistics!, rates, scales);
        return CountUpdate();
    }

    /// <summary>Counts an update of theta.</summary>
    /// <returns>Updates so far, this one included.</returns>
    public long CountUpdate()
    {
        EndNonfiniteRow();
        return updates.Add(1);
    }

    /// <summary>Counts updates that were applied to a replica of theta.</summary>
    /// <param name="count">How many.</param>
    /// <returns>Updates so far, these included.</returns>
    internal long CountUpdates(int count) => updates.Add(count);

    /// <summary>
    /// Ends a row of gradients that were dropped: one was finite. Written only if there was one, so that the
    /// actors do not pass a cache line around.
    /// </summary>
    internal void EndNonfiniteRow()
    {
        if (nonfiniteInRow.Value != 0)
        {
            nonfiniteInRow.Value = 0;
        }
    }

    /// <summary>Counts a gradient that was dropped because it was not finite.</summary>
    /// <param name="most">How many in a row, by all actors together, end the run.</param>
    /// <param name="learningRate">The learning rate, for the message.</param>
    /// <exception cref="DivergedException">There were <paramref name="most"/> in a row.</exception>
    public void DropNonfinite(int most, double learningRate)
    {
        nonfinite.Add(1);
        long inRow = nonfiniteInRow.Add(1);
        if (inRow >= most)
        {
            throw new DivergedException(inRow, Steps, learningRate);
        }
    }
}
