using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// Several choices at once, independent given the state: one softmax each, so that log pi(a|s) and the entropy are sums over the
/// choices.
/// </summary>
/// <param name="counts">How many values each choice has.</param>
internal sealed class MultiCategoricalPolicy(IReadOnlyList<int> counts) : PolicyDistribution
{
    private const int LogitsHead = 0;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads { get; } = [new Head("policy", counts.Sum(), InitialScale: 0.01f)];

    /// <inheritdoc/>
    public override PolicyKind Kind => PolicyKind.MultiCategorical;

    /// <inheritdoc/>
    public override void Sample(Network network, int slot, Rollout rollout, Pcg64 random)
    {
        ReadOnlySpan<float> logits = network.Output(slot, LogitsHead);
        ReadOnlySpan<bool> legal = rollout.Legal(slot);
        Span<int> choices = rollout.Choices(slot);
        Span<float> all = stackalloc float[logits.Length];
        int first = 0;
        for (int i = 0; i < counts.Count; i++)
        {
            Span<float> pi = all.Slice(first, counts[i]);
            Categorical.Softmax(logits.Slice(first, counts[i]), Part(legal, first, counts[i]), pi);
            choices[i] = Categorical.Sample(pi, random.NextDouble());
            first += counts[i];
        }
    }

    /// <inheritdoc/>
    public override float LogProbability(Network network, int row, Rollout rollout)
    {
        ReadOnlySpan<float> logits = network.Output(row, LogitsHead);
        ReadOnlySpan<bool> legal = rollout.Legal(row);
        ReadOnlySpan<int> choices = rollout.Choices(row);
        float sum = 0f;
        int first = 0;
        for (int i = 0; i < counts.Count; i++)
        {
            sum += CategoricalPolicy.LogProbability(logits.Slice(first, counts[i]), Part(legal, first, counts[i]), choices[i]);
            first += counts[i];
        }

        return sum;
    }

    /// <inheritdoc/>
    public override (float LogProbability, float Entropy) WriteGradient(
        Network network, int row, Rollout rollout, float advantage, float beta, float weight)
    {
        ReadOnlySpan<float> logits = network.Output(row, LogitsHead);
        ReadOnlySpan<bool> legal = rollout.Legal(row);
        ReadOnlySpan<int> choices = rollout.Choices(row);
        Span<float> gradient = network.OutputGradient(row, LogitsHead);
        float logProbability = 0f, entropy = 0f;
        int first = 0;
        for (int i = 0; i < counts.Count; i++)
        {
            (float l, float h) = CategoricalPolicy.WriteGradient(
                logits.Slice(first, counts[i]), Part(legal, first, counts[i]), choices[i], advantage, beta, weight,
                gradient.Slice(first, counts[i]));
            logProbability += l;
            entropy += h;
            first += counts[i];
        }

        return (logProbability, entropy);
    }

    private static ReadOnlySpan<bool> Part(ReadOnlySpan<bool> legal, int first, int count) =>
        legal.IsEmpty ? legal : legal.Slice(first, count);
}
