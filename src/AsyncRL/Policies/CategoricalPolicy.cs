using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>A softmax over discrete actions.</summary>
/// <param name="actions">Number of actions.</param>
internal sealed class CategoricalPolicy(int actions) : PolicyDistribution
{
    private const int LogitsHead = 0;

    /// <inheritdoc/>
    public override IReadOnlyList<Head> Heads { get; } = [new Head("policy", actions, InitialScale: 0.01f)];

    /// <inheritdoc/>
    public override PolicyKind Kind => PolicyKind.Categorical;

    /// <inheritdoc/>
    public override void Sample(Network network, int slot, Rollout rollout, Pcg64 random)
    {
        Span<float> pi = stackalloc float[actions];
        Categorical.Softmax(network.Output(slot, LogitsHead), rollout.Legal(slot), pi);
        rollout.Actions[slot] = Categorical.Sample(pi, random.NextDouble());
    }

    /// <inheritdoc/>
    public override float LogProbability(Network network, int row, Rollout rollout) =>
        LogProbability(network.Output(row, LogitsHead), rollout.Legal(row), rollout.Actions[row]);

    /// <inheritdoc/>
    public override (float LogProbability, float Entropy) WriteGradient(
        Network network, int row, Rollout rollout, float advantage, float beta, float weight) =>
        WriteGradient(
            network.Output(row, LogitsHead), rollout.Legal(row), rollout.Actions[row], advantage, beta, weight,
            network.OutputGradient(row, LogitsHead));

    /// <summary>log pi(a) of one choice.</summary>
    internal static float LogProbability(ReadOnlySpan<float> logits, ReadOnlySpan<bool> legal, int a)
    {
        Span<float> pi = stackalloc float[logits.Length];
        Categorical.Softmax(logits, legal, pi);
        return MathF.Log(MathF.Max(pi[a], float.Epsilon));
    }

    /// <summary>Writes the gradient of <c>weight (-log pi(a) advantage - beta H(pi))</c> at the logits of one choice.</summary>
    internal static (float LogProbability, float Entropy) WriteGradient(
        ReadOnlySpan<float> logits, ReadOnlySpan<bool> legal, int a, float advantage, float beta,
        float weight, Span<float> gradient)
    {
        Span<float> pi = stackalloc float[logits.Length];
        Categorical.Softmax(logits, legal, pi);
        float entropy = Categorical.Entropy(pi);

        // d/dz_j of -log pi(a) A is (pi_j - [j = a]) A; of -beta H it is beta pi_j (log pi_j + H). An action of probability
        // zero (illegal, or underflown) gets no gradient: p log p tends to 0 there.
        for (int j = 0; j < pi.Length; j++)
        {
            float p = pi[j];
            float bonus = p > 0f ? beta * p * (MathF.Log(p) + entropy) : 0f;
            gradient[j] = weight * (p * advantage + bonus);
        }

        gradient[a] -= weight * advantage;
        return (MathF.Log(MathF.Max(pi[a], float.Epsilon)), entropy);
    }
}
