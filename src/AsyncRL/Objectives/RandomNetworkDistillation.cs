using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Objectives;

/// <summary>
/// Curiosity: "Exploration by Random Network Distillation" (Burda et al. 2018), algorithm 1, on top of the clipped surrogate
/// objective.
/// </summary>
/// <remarks>
/// <para>
/// Besides the environment's rewards there is a bonus i for every step (<see cref="Column.IntrinsicRewards"/>): the error of a
/// predictor f^ in telling what a random network f says of the state that the step led to, which fades where the predictor has
/// learnt from many such states. The policy learns from both streams (<see cref="ClippedPolicy.Intrinsic"/>): A = c_E A_E +
/// c_I A_I.
/// </para>
/// <para>
/// The loss adds to that of the clipped policy the mean over the rows, or over a share of them that is drawn anew in every epoch,
/// of the predictor's squared error, itself a mean over the features. The gradient reaches the predictor alone.
/// </para>
/// </remarks>
internal sealed class RandomNetworkDistillation : MinibatchObjective
{
    // Behind the terms of the clipped policy with two streams.
    private const int ReturnTerm = 9, PredictorTerm = 10, BonusTerm = 11;

    // 1 for the rows that the predictor learns from in an epoch.
    private static readonly Column<float> Kept = new("novelty_kept");

    private readonly ClippedPolicy learning;
    private readonly NoveltyNetworks novelty;
    private readonly float keep;

    /// <summary>Joins a clipped policy and the networks.</summary>
    /// <param name="learning">The clipped policy, with bonuses as its intrinsic rewards.</param>
    /// <param name="novelty">The networks.</param>
    /// <param name="keep">Share of the rows that the predictor learns from, above 0 to 1.</param>
    public RandomNetworkDistillation(ClippedPolicy learning, NoveltyNetworks novelty, float keep)
    {
        this.learning = learning;
        this.novelty = novelty;
        this.keep = keep;
        Heads = learning.Heads;
        Losses =
            [.. learning.Losses, new("rnd/intrinsic_return"), new("rnd/predictor_loss"), new("rnd/bonus_mean")];
        Columns = [.. learning.Columns, .. novelty.Columns, Kept];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads { get; }

    /// <inheritdoc/>
    public override PolicyKind Policy => learning.Policy;

    /// <inheritdoc/>
    public override IReadOnlyList<LossTerm> Losses { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Column> Columns { get; }

    /// <inheritdoc/>
    public override int Epochs => learning.Epochs;

    /// <inheritdoc/>
    public override int MinibatchSize => learning.MinibatchSize;

    /// <inheritdoc/>
    public override Column<float>? Standardized => learning.Standardized;

    /// <inheritdoc/>
    public override ModelDescription CreateModel(NetworkFactory networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        return novelty.CreateModel(networks.Create(Heads), networks);
    }

    /// <inheritdoc/>
    public override bool EndsEpochs(in LossSums minibatch) => learning.EndsEpochs(minibatch);

    /// <inheritdoc/>
    public override float StateValue(Model model, int slot, Rollout rollout) => learning.StateValue(model, slot, rollout);

    /// <inheritdoc/>
    public override void NoteFinalValues(Model model, int slot, Rollout rollout, int row) =>
        learning.NoteFinalValues(model, slot, rollout, row);

    /// <inheritdoc/>
    public override ExplainedVariance Prepare(Rollout rollout, Model model) => learning.Prepare(rollout, model);

    /// <inheritdoc/>
    public override void BeginEpoch(Rollout rollout, Pcg64 random)
    {
        Span<float> kept = rollout[Kept];
        if (keep >= 1f)
        {
            kept.Fill(1f);
            return;
        }

        for (int i = 0; i < rollout.Rows; i++)
        {
            kept[i] = random.NextDouble() < keep ? 1f : 0f;
        }
    }

    /// <inheritdoc/>
    public override LossSums WriteGradients(Rollout rollout, Model model)
    {
        LossSums sums = learning.WriteGradients(rollout, model);
        double error = WritePredictorGradients(rollout, NoveltyNetworks.PredictorOf(model)) / keep, bonuses = 0, returns = 0;
        for (int i = 0; i < rollout.Rows; i++)
        {
            bonuses += rollout[Column.IntrinsicRewards][i];
            returns += rollout[Column.IntrinsicReturns][i];
        }

        sums[0] += error;
        sums[ReturnTerm] = returns;
        sums[PredictorTerm] = error;
        sums[BonusTerm] = bonuses;
        return sums;
    }

    // The kept rows go through the predictor one after the other, whatever lies between them. Their number differs from minibatch
    // to minibatch; dividing by how many are kept on average makes the gradient's mean that of all rows.
    private double WritePredictorGradients(Rollout rollout, Network predictor)
    {
        Span<float> kept = rollout[Kept];
        int count = 0;
        for (int i = 0; i < rollout.Rows; i++)
        {
            if (kept[i] > 0f)
            {
                novelty.InputOf(rollout, i).CopyTo(predictor.Input(count++));
            }
        }

        if (count == 0)
        {
            return 0;
        }

        predictor.Forward(0, count);
        double error = 0;
        for (int i = 0, slot = 0; slot < count; i++)
        {
            if (kept[i] > 0f)
            {
                ReadOnlySpan<float> predicted = predictor.Output(slot, 0), features = novelty.FeaturesOf(rollout, i);
                Span<float> gradient = predictor.OutputGradient(slot++, 0);
                float slope = 2f * rollout.Weight / (keep * features.Length);
                for (int k = 0; k < features.Length; k++)
                {
                    gradient[k] = slope * (predicted[k] - features[k]);
                }

                error += NoveltyNetworks.Error(predicted, features);
            }
        }

        predictor.Backward(0, count);
        return error;
    }
}
