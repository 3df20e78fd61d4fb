using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>Acts as a trained policy does, greedily or by its own distribution, and says what it thinks of the actions.</summary>
internal sealed class TrainedSelection : ActionSelection
{
    // The chance of a random action when sampling from action values, as in the evaluation of Mnih et al. 2015.
    private const double SamplingEpsilon = 0.05;

    private readonly PolicyKind kind;
    private readonly int valueHead;
    private readonly int[] choiceCounts;
    private readonly Box? box;
    private readonly ActionBounds? bounds;
    private readonly ActionUnits? units;
    private readonly float[] scores;
    private readonly float[] means;
    private readonly float[] deviations;

    /// <summary>Makes the selection of a policy.</summary>
    /// <param name="kind">What the outputs mean.</param>
    /// <param name="actionSpace">The action space.</param>
    /// <param name="valueHead">Index of the head that values a state; -1 without one.</param>
    public TrainedSelection(PolicyKind kind, Space actionSpace, int valueHead)
    {
        this.kind = kind;
        this.valueHead = valueHead;
        box = actionSpace as Box;
        bounds = kind is PolicyKind.Deterministic or PolicyKind.SquashedGaussian
            ? new ActionBounds(box!, "a bounded policy")
            : null;
        units = kind switch
        {
            PolicyKind.ScaledGaussian => ActionUnits.OfBounds(box!),
            PolicyKind.Gaussian => ActionUnits.Own(box!.Length),
            _ => null,
        };
        choiceCounts = box is null ? ActionSpaces.ChoiceCounts(actionSpace) : [];
        scores = new float[box?.Length ?? choiceCounts.Sum()];
        means = new float[box?.Length ?? 0];
        deviations = new float[means.Length];
    }

    /// <summary>Greedy, or by the policy's distribution.</summary>
    public PolicyMode Mode { get; set; }

    /// <summary>
    /// Of the last decision: action values, or probabilities of every choice one after the other, or
    /// the numbers of the continuous action.
    /// </summary>
    public ReadOnlySpan<float> Scores => scores;

    /// <summary>Of the last decision: the means of a continuous action; empty otherwise.</summary>
    public ReadOnlySpan<float> Means => means;

    /// <summary>Of the last decision: the standard deviations of a continuous action; empty otherwise.</summary>
    public ReadOnlySpan<float> StandardDeviations => deviations;

    /// <summary>Which output of the value head is told, where it has one per task. Default 0.</summary>
    public int ValueOf { get; set; }

    /// <summary>Of the last decision: V(s), or the greatest action value; NaN where the network values nothing.</summary>
    public float Value { get; private set; } = float.NaN;

    /// <inheritdoc/>
    public override void Choose(Network network, int firstSlot, int count, Rollout rollout, Pcg64 random)
    {
        for (int slot = firstSlot; slot < firstSlot + count; slot++)
        {
            Value = valueHead >= 0 ? network.Output(slot, valueHead)[ValueOf] : float.NaN;
            Choose(network, slot, rollout, random);
        }
    }

    /// <summary>Chooses by the outputs of a network for boards.</summary>
    /// <param name="logits">A logit per action.</param>
    /// <param name="value">What the state is worth.</param>
    /// <param name="rollout">Receives the action of its first slot; gives the mask.</param>
    /// <param name="random">The generator.</param>
    public void Choose(ReadOnlySpan<float> logits, float value, Rollout rollout, Pcg64 random)
    {
        Value = value;
        Categorical.Softmax(logits, rollout.Legal(0), scores);
        rollout.Actions[0] = Pick(scores, random);
    }

    private void Choose(Network network, int slot, Rollout rollout, Pcg64 random)
    {
        ReadOnlySpan<float> output = network.Output(slot, 0);
        ReadOnlySpan<bool> legal = rollout.Legal(slot);
        switch (kind)
        {
            case PolicyKind.ActionValues or PolicyKind.DuelingActionValues:
                rollout.Actions[slot] = ChooseByValue(output, legal, random);
                break;
            case PolicyKind.Categorical:
                Categorical.Softmax(output, legal, scores);
                rollout.Actions[slot] = Pick(scores, random);
                break;
            case PolicyKind.MultiCategorical:
                ChooseEach(output, legal, rollout.Choices(slot), random);
                break;
            case PolicyKind.Deterministic:
                DeterministicActions.Unit(network, slot, means);
                bounds!.FromUnit(means, means);
                means.CopyTo(rollout.Action(slot));
                break;
            case PolicyKind.SquashedGaussian:
                ChooseSquashed(network, slot, rollout.Action(slot), random);
                break;
            default:
                for (int d = 0; d < means.Length; d++)
                {
                    means[d] = units!.FromUnit(d, output[d]);
                }

                GaussianPolicy.StandardDeviations(network, slot, units!, deviations);
                if (Mode == PolicyMode.Greedy)
                {
                    means.CopyTo(rollout.Action(slot));
                }
                else
                {
                    GaussianPolicy.Sample(network, slot, units!, random, rollout.Action(slot));
                }

                break;
        }

        box?.Clip(rollout.Action(slot), scores);
    }

    // The deviation of a squashed action is that of a small sigma: what tanh's slope leaves of it, in the environment's units.
    private void ChooseSquashed(Network network, int slot, Span<float> action, Pcg64 random)
    {
        SquashedActions.Mean(network, slot, means);
        ReadOnlySpan<float> logDeviation = network.Output(slot, SquashedActions.DeviationHead);
        for (int d = 0; d < means.Length; d++)
        {
            deviations[d] =
                bounds!.Reach(d) * (1f - means[d] * means[d]) * MathF.Exp(SquashedGaussian.LogDeviation(logDeviation[d]));
        }

        if (Mode == PolicyMode.Greedy)
        {
            bounds!.FromUnit(means, action);
        }
        else
        {
            SquashedActions.Sample(network, slot, random, action);
            bounds!.FromUnit(action, action);
        }

        bounds.FromUnit(means, means);
    }

    private int ChooseByValue(ReadOnlySpan<float> output, ReadOnlySpan<bool> legal, Pcg64 random)
    {
        if (kind == PolicyKind.ActionValues)
        {
            output.CopyTo(scores);
        }
        else
        {
            DuelingValues.Combine(Value, output, scores);
        }

        int greedy = ActionValues.Greedy(scores, legal);
        Value = scores[greedy];
        return Mode == PolicyMode.Sample && random.Chance(SamplingEpsilon)
            ? UniformAction.Draw(random, scores.Length, legal)
            : greedy;
    }

    private void ChooseEach(ReadOnlySpan<float> logits, ReadOnlySpan<bool> legal, Span<int> choices, Pcg64 random)
    {
        int first = 0;
        for (int i = 0; i < choiceCounts.Length; i++)
        {
            int count = choiceCounts[i];
            Span<float> probabilities = scores.AsSpan(first, count);
            Categorical.Softmax(logits.Slice(first, count), legal.IsEmpty ? legal : legal.Slice(first, count), probabilities);
            choices[i] = Pick(probabilities, random);
            first += count;
        }
    }

    private int Pick(ReadOnlySpan<float> probabilities, Pcg64 random) => Mode == PolicyMode.Greedy
        ? Categorical.ArgMax(probabilities)
        : Categorical.Sample(probabilities, random.NextDouble());
}
