using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// The clipped surrogate objective: "Proximal Policy Optimization Algorithms" (Schulman et al. 2017), equations 7 and 9.
/// </summary>
/// <remarks>
/// <para>
/// With <c>r = pi(a|s) / pi_old(a|s)</c> the loss of a row is <c>-min(r A, clip(r, 1 - epsilon, 1 + epsilon) A) + c1 (V(s) - R)^2
/// - c2 H(pi(s))</c>, averaged over the minibatch. A is the generalized advantage estimate under the policy that acted
/// (<see cref="LambdaReturns"/>), by default less its mean and over its deviation in the minibatch; R is the estimate before
/// that, plus V of the policy that acted.
/// </para>
/// <para>
/// With a clipping range for values the squared error is the greater of that of V and that of V held to within the range about
/// its old value, as in OpenAI Baselines. The divergence reported is the mean of <c>(r - 1) - log r</c>, an estimate of
/// KL(pi_old, pi) that is never negative.
/// </para>
/// <para>
/// Rewards may come in a second stream (<see cref="Intrinsic"/>), with a value head, a discount and an advantage of its own: A is
/// then the weighted sum of both advantages, and the loss has the squared errors of both values (Burda et al. 2018, section 2.3).
/// </para>
/// </remarks>
/// <param name="policy">The distribution over actions.</param>
/// <param name="gamma">Discount, 0 to 1.</param>
/// <param name="lambda">Trace decay of the advantages.</param>
/// <param name="entropyCoefficient">c2.</param>
/// <param name="valueCoefficient">c1.</param>
/// <param name="options">Clipping, epochs and minibatches.</param>
/// <param name="tasks">Tasks that are learned together, with a value each. Default 1.</param>
/// <param name="popArt">How values are normalised, task by task (<see cref="PopArt"/>); null for not at all. Advantages and the
/// clipping range for values are then in units of the task's deviation.</param>
public sealed class ClippedPolicy(
    PolicyDistribution policy, float gamma, float lambda, float entropyCoefficient, float valueCoefficient,
    PpoOptions options, int tasks = 1, PopArtOptions? popArt = null) : MinibatchObjective
{
    // Keeps the deviation of advantages that are all alike from zero.
    private const float LeastDeviation = 1e-8f;

    // Behind the terms that all actor-critics report.
    private const int DivergenceTerm = 6, ClippedTerm = 7, IntrinsicValueTerm = 8;

    private readonly TaskValues heads = new(policy.Heads.Count, tasks, popArt);
    private readonly int intrinsicHead = policy.Heads.Count + 1;

    /// <summary>
    /// How returns of <see cref="Column.IntrinsicRewards"/> are counted; null, the default, where the environment's rewards are
    /// all there is.
    /// </summary>
    public IntrinsicValue? Intrinsic { get; init; }

    /// <summary>Weight in A of the advantage by the environment's rewards, where there are others. Default 1.</summary>
    public float ExtrinsicCoefficient { get; init; } = 1f;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads => Intrinsic is null
        ? [.. policy.Heads, heads.Head]
        : [.. policy.Heads, heads.Head, new Head(NetworkFactory.IntrinsicValueHead, 1)];

    /// <inheritdoc/>
    public override PolicyKind Policy => policy.Kind;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses => Intrinsic is null
        ? [.. ActorCriticLoss.Terms, new("train/approx_kl"), new("train/clip_fraction")]
        : [.. ActorCriticLoss.Terms, new("train/approx_kl"), new("train/clip_fraction"), new("train/intrinsic_value_loss")];

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns =>
    [
        .. ActorCriticLoss.Columns, Column.LogProbabilities, .. heads.Columns,
        .. Intrinsic is null ? [] : IntrinsicValue.Columns,
    ];

    /// <inheritdoc/>
    internal override TaskValues? Values => heads;

    /// <inheritdoc/>
    public override int Epochs => options.NEpochs;

    /// <inheritdoc/>
    public override int MinibatchSize => options.MinibatchSize;

    /// <inheritdoc/>
    public override Column<float>? Standardized => options.NormalizeAdvantage ? Column.Advantages : null;

    /// <inheritdoc/>
    public override bool EndsEpochs(in LossSums minibatch) =>
        options.TargetKl > 0 && minibatch.Mean(DivergenceTerm) > options.TargetKl;

    /// <inheritdoc/>
    public override ModelDescription CreateModel(NetworkFactory networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        return heads.Describe(networks.Create(Heads));
    }

    /// <inheritdoc/>
    public override float StateValue(Model model, int slot, Rollout rollout) =>
        heads.Value(model, slot, heads.TaskOf(rollout, slot));

    /// <inheritdoc/>
    public override void NoteFinalValues(Model model, int slot, Rollout rollout, int row)
    {
        base.NoteFinalValues(model, slot, rollout, row);
        if (Intrinsic is not null)
        {
            rollout[Column.IntrinsicFinalValues][row] = model.Network.Output(slot, intrinsicHead)[0];
        }
    }

    /// <inheritdoc/>
    public override ExplainedVariance Prepare(Rollout rollout, Model model)
    {
        Network network = model.Network;
        int rows = rollout.Rows;
        heads.Read(model, rollout);

        LambdaReturns.Compute(
            rollout.Rewards.AsSpan(0, rows), rollout.Terminated, rollout.Truncated, rollout[Column.Values],
            rollout[Column.FinalValues], rollout.Environments, gamma, lambda, rollout[Column.Advantages],
            rollout[Column.Returns]);
        Span<float> logProbabilities = rollout[Column.LogProbabilities], returns = rollout[Column.Returns],
            values = rollout[Column.Values], advantages = rollout[Column.Advantages];
        ExplainedVariance explained = default;
        for (int i = 0; i < rows; i++)
        {
            int task = heads.TaskOf(rollout, i);
            logProbabilities[i] = policy.LogProbability(network, i, rollout);
            explained.Add(heads.Normalized(model, returns[i], task), heads.Normalized(model, values[i], task));
            advantages[i] /= heads.Deviation(model, task);
        }

        Intrinsic?.AddAdvantages(network, intrinsicHead, rollout, lambda, ExtrinsicCoefficient);
        return explained;
    }

    /// <inheritdoc/>
    public override LossSums WriteGradients(Rollout rollout, Model model)
    {
        Network network = model.Network;
        float weight = rollout.Weight;
        float epsilon = rollout.Scheduled((float)options.ClipRange, options.ClipRangeSchedule),
            valueRange = rollout.Scheduled((float)options.ClipRangeVf, options.ClipRangeSchedule);
        float mean = rollout.ColumnMean, deviation = options.NormalizeAdvantage ? rollout.ColumnDeviation + LeastDeviation : 1f;
        Span<float> advantages = rollout[Column.Advantages], returns = rollout[Column.Returns], values = rollout[Column.Values];
        Span<float> logProbabilities = rollout[Column.LogProbabilities];
        double policyLoss = 0, valueLoss = 0, entropySum = 0, valueSum = 0, divergence = 0;
        ExplainedVariance explained = default;
        int clipped = 0;
        for (int i = 0; i < rollout.Rows; i++)
        {
            float advantage = (advantages[i] - mean) / deviation;
            float logRatio = policy.LogProbability(network, i, rollout) - logProbabilities[i];
            float ratio = MathF.Exp(logRatio);

            // min(r A, clip(r) A) is flat where the clipped term is the smaller; elsewhere d(r A)/d log pi = r A.
            bool flat = advantage > 0f ? ratio > 1f + epsilon : ratio < 1f - epsilon;
            (_, float entropy) = policy.WriteGradient(
                network, i, rollout, flat ? 0f : ratio * advantage, entropyCoefficient, weight);

            int task = heads.TaskOf(rollout, i);
            float value = heads.Output(network, i, task), old = heads.Normalized(model, values[i], task),
                target = heads.Normalized(model, returns[i], task);
            (float squaredError, float slope) = ValueError(value, old, target, valueRange);
            heads.WriteGradient(network, i, task, weight * valueCoefficient * slope);

            policyLoss -= Math.Min(ratio * advantage, Math.Clamp(ratio, 1f - epsilon, 1f + epsilon) * advantage);
            valueLoss += valueCoefficient * squaredError;
            entropySum += entropy;
            valueSum += heads.Value(model, i, task);
            explained.Add(target, old);
            divergence += ratio - 1.0 - logRatio;
            clipped += MathF.Abs(ratio - 1f) > epsilon ? 1 : 0;
        }

        LossSums sums = ActorCriticLoss.Sums(
            rollout.Rows, policyLoss, valueLoss, entropySum, entropyCoefficient, valueSum, explained);
        sums[DivergenceTerm] = divergence;
        sums[ClippedTerm] = clipped;
        if (Intrinsic is not null)
        {
            double intrinsicLoss = WriteIntrinsicValueGradients(network, rollout, valueRange);
            sums[0] += intrinsicLoss;
            sums[IntrinsicValueTerm] = intrinsicLoss;
        }

        return sums;
    }

    private double WriteIntrinsicValueGradients(Network network, Rollout rollout, float valueRange)
    {
        Span<float> returns = rollout[Column.IntrinsicReturns], values = rollout[Column.IntrinsicValues];
        double loss = 0;
        for (int i = 0; i < rollout.Rows; i++)
        {
            (float squaredError, float slope) =
                ValueError(network.Output(i, intrinsicHead)[0], values[i], returns[i], valueRange);
            network.OutputGradient(i, intrinsicHead)[0] = rollout.Weight * valueCoefficient * slope;
            loss += valueCoefficient * squaredError;
        }

        return loss;
    }

    // The squared error and its slope in V. Where the clipped value's error is the greater, V no longer counts.
    private (float SquaredError, float Slope) ValueError(float value, float old, float target, float range)
    {
        float error = value - target;
        if (options.ClipRangeVf > 0)
        {
            float clippedError = old + Math.Clamp(value - old, -range, range) - target;
            if (clippedError * clippedError > error * error)
            {
                return (clippedError * clippedError, 0f);
            }
        }

        return (error * error, 2f * error);
    }
}
