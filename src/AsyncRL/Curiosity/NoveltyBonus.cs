using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Play;

namespace AsyncRL.Curiosity;

/// <summary>
/// The bonus of random network distillation for the state that a step led to: i = mean (f^(x) - f(x))^2 over the features, where
/// f is a random network, f^ its predictor and x the whitened observation; divided by the deviation of the discounted sums of i
/// (Burda et al. 2018, sections 2.2 and 2.4).
/// </summary>
/// <remarks>
/// The state at an episode's end is its own final one, not the next episode's first. The scale of observations changes between
/// batches, so that a batch's bonuses and what the predictor learns from it are of the same x. Statistics over all players lie
/// with the first player's instance; the others hold a copy of what they use.
/// </remarks>
/// <param name="novelty">The networks and columns.</param>
/// <param name="environments">Environments of the player.</param>
/// <param name="gamma">The discount of bonuses.</param>
/// <param name="randomSteps">Steps at the start that are played at random.</param>
internal sealed class NoveltyBonus(NoveltyNetworks novelty, int environments, float gamma, long randomSteps) : BatchShaping
{
    private readonly Whitening whitening = new(novelty.InputLength);
    private readonly BonusFilter filter = new(environments, gamma);

    // What this player has seen since it was last combined with the others', and what all have.
    private readonly RunningMoments observed = new(novelty.InputLength), returns = new(1);
    private readonly RunningMoments allObserved = new(novelty.InputLength), allReturns = new(1);
    private float deviation;

    /// <inheritdoc/>
    public override bool LearnsFrom(long step) => step >= randomSteps;

    /// <inheritdoc/>
    public override void Stepped(Player player, int row, in StepResult result)
    {
        Rollout rollout = player.Rollout;
        Span<float> x = novelty.InputOf(rollout, row);
        novelty.CopyNewest(player.Slots.Input(row + rollout.Environments), x);
        observed.Add(x);
        whitening.Apply(x);
    }

    /// <inheritdoc/>
    public override void BatchBegins(ReadOnlySpan<BatchShaping> players)
    {
        foreach (BatchShaping player in players)
        {
            RunningMoments own = ((NoveltyBonus)player).observed;
            allObserved.Merge(own);
            own.Clear();
        }

        foreach (BatchShaping player in players)
        {
            ((NoveltyBonus)player).whitening.Follow(allObserved);
        }
    }

    /// <inheritdoc/>
    public override void Measure(Rollout rollout, Model model)
    {
        int rows = rollout.Rows;
        if (rows == 0)
        {
            return;
        }

        Network target = NoveltyNetworks.TargetOf(model), predictor = NoveltyNetworks.PredictorOf(model);
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> x = novelty.InputOf(rollout, i);
            x.CopyTo(target.Input(i));
            x.CopyTo(predictor.Input(i));
        }

        target.Forward(0, rows);
        predictor.Forward(0, rows);
        Span<float> bonuses = rollout[Column.IntrinsicRewards][..rows];
        for (int i = 0; i < rows; i++)
        {
            Span<float> features = novelty.FeaturesOf(rollout, i);
            target.Output(i, 0).CopyTo(features);
            bonuses[i] = NoveltyNetworks.Error(predictor.Output(i, 0), features);
        }

        filter.Add(bonuses, returns);
    }

    /// <inheritdoc/>
    public override void Combine(ReadOnlySpan<BatchShaping> players)
    {
        foreach (BatchShaping player in players)
        {
            RunningMoments own = ((NoveltyBonus)player).returns;
            allReturns.Merge(own);
            own.Clear();
        }

        foreach (BatchShaping player in players)
        {
            ((NoveltyBonus)player).deviation = (float)Math.Sqrt(allReturns.Variance(0));
        }
    }

    /// <inheritdoc/>
    public override void Shape(Rollout rollout)
    {
        foreach (ref float bonus in rollout[Column.IntrinsicRewards][..rollout.Rows])
        {
            // Where every bonus was 0 so far, so is this one.
            bonus = bonus == 0f ? 0f : bonus / deviation;
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        whitening.Save(writer);
        filter.Save(writer);
        observed.Save(writer);
        allObserved.Save(writer);
        allReturns.Save(writer);
    }

    /// <inheritdoc/>
    public override void Load(BinaryReader reader)
    {
        whitening.Load(reader);
        filter.Load(reader);
        observed.Load(reader);
        allObserved.Load(reader);
        allReturns.Load(reader);
    }
}
