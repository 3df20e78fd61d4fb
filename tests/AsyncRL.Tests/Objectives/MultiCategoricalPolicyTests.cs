using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

/// <summary>Several choices at once: sums over independent softmaxes.</summary>
public sealed class MultiCategoricalPolicyTests
{
    private static readonly int[] Counts = [3, 2, 4];
    private static readonly double[] Logits = [0.5, -1, 0.2, 1.5, -0.3, 0, 0.7, -2, 0.4];
    private static readonly bool[] Mask = [true, false, true, true, true, true, true, true, false];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LogProbabilityEntropyAndGradientEqualTheirDefinitions(bool masked)
    {
        const float Advantage = 1.7f, Beta = 0.3f, Weight = 0.5f;
        int[] action = [2, 0, 1];
        (Network network, Rollout rollout, MultiCategoricalPolicy policy) = Setup(masked);
        action.CopyTo(rollout.Choices(0));

        (float logProbability, float entropy) = policy.WriteGradient(network, 0, rollout, Advantage, Beta, Weight);

        Assert.Equal(Naive(Logits, action, masked).LogProbability, logProbability, 1e-5);
        Assert.Equal(Naive(Logits, action, masked).Entropy, entropy, 1e-5);
        const double Step = 1e-6;
        for (int k = 0; k < Logits.Length; k++)
        {
            double Loss(double step)
            {
                double[] moved = [.. Logits];
                moved[k] += step;
                (double l, double h) = Naive(moved, action, masked);
                return Weight * (-l * Advantage - Beta * h);
            }

            Assert.Equal((Loss(Step) - Loss(-Step)) / (2 * Step), network.OutputGradient(0, 0)[k], 1e-4);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryChoiceIsDrawnWithItsOwnProbabilitiesIndependently(bool masked)
    {
        const int Draws = 60_000;
        (Network network, Rollout rollout, MultiCategoricalPolicy policy) = Setup(masked);
        var random = Pcg64.FromSeed(4);
        var seen = new Dictionary<(int, int, int), int>();
        for (int n = 0; n < Draws; n++)
        {
            policy.Sample(network, 0, rollout, random);
            Span<int> c = rollout.Choices(0);
            seen[(c[0], c[1], c[2])] = seen.GetValueOrDefault((c[0], c[1], c[2])) + 1;
        }

        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 2; b++)
            {
                for (int c = 0; c < 4; c++)
                {
                    double p = Math.Exp(Naive(Logits, [a, b, c], masked).LogProbability);
                    Assert.Equal(
                        p, seen.GetValueOrDefault((a, b, c)) / (double)Draws, 5 * Math.Sqrt(p * (1 - p) / Draws) + 1e-12);
                }
            }
        }
    }

    private static (Network Network, Rollout Rollout, MultiCategoricalPolicy Policy) Setup(bool masked)
    {
        var policy = new MultiCategoricalPolicy(Counts);
        var description = new NetworkDescription([1], [], policy.Heads);
        var theta = new ParameterVector(description.Parameters);
        description.Parameters["policy.bias"].CopyFrom(theta.Span, [.. Logits.Select(x => (float)x)]);
        var network = new Network(description, 2, theta);
        network.Forward(0, 1);
        int maskWidth = masked ? Mask.Length : 0;
        var schema = new ExperienceSchema(new Box(-1f, 1f, 1), new MultiDiscrete(Counts), maskWidth, columns: []);
        var rollout = new Rollout(schema, ticks: 1, environments: 1);
        if (masked)
        {
            Mask.CopyTo(rollout.Legal(0));
        }

        return (network, rollout, policy);
    }

    // log pi = sum_i log softmax_i(a_i); H = -sum_i sum_j p_ij log p_ij; what is illegal has probability 0.
    private static (double LogProbability, double Entropy) Naive(double[] logits, int[] action, bool masked)
    {
        double logProbability = 0, entropy = 0;
        int first = 0;
        for (int i = 0; i < Counts.Length; i++)
        {
            double[] e = [.. Enumerable.Range(first, Counts[i]).Select(k => masked && !Mask[k] ? 0 : Math.Exp(logits[k]))];
            logProbability += Math.Log(e[action[i]] / e.Sum());
            entropy -= e.Where(x => x > 0).Sum(x => x / e.Sum() * Math.Log(x / e.Sum()));
            first += Counts[i];
        }

        return (logProbability, entropy);
    }
}
