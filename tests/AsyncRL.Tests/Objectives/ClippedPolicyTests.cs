using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

public sealed class ClippedPolicyTests
{
    private const int Rows = 40;
    private const float EntropyCoefficient = 0.05f;
    private const float ValueCoefficient = 0.5f;

    public enum Kind
    {
        Discrete,
        Masked,
        Several,
        Continuous,
    }

    [Theory]
    [InlineData(Kind.Discrete, 0, true)]
    [InlineData(Kind.Discrete, 0.15, false)]
    [InlineData(Kind.Masked, 0, true)]
    [InlineData(Kind.Several, 0.15, true)]
    [InlineData(Kind.Continuous, 0, true)]
    [InlineData(Kind.Continuous, 0.15, true)]
    public void GradientsEqualFiniteDifferencesOfTheLossWrittenOutNaively(Kind kind, double valueRange, bool normalize)
    {
        var options = new PpoOptions { ClipRange = 0.2, ClipRangeVf = valueRange, NormalizeAdvantage = normalize };
        (ClippedPolicy objective, Model model, Rollout rollout) = Minibatch(kind, options);
        Network network = model.Network;
        LossSums loss = objective.WriteGradients(rollout, model);
        network.Backward(0, Rows);
        float[] gradient = network.Gradient.Span.ToArray();

        Naive naive = NaiveLoss(kind, options, network, rollout);
        Assert.Equal(naive.Policy * Rows, objective.Sum(loss, "train/policy_loss"), 1e-3);
        Assert.Equal(naive.Value * Rows, objective.Sum(loss, "train/value_loss"), 1e-3);
        Assert.Equal(naive.Entropy * Rows, objective.Sum(loss, "train/entropy"), 1e-3);
        Assert.Equal(naive.Total * Rows, objective.Sum(loss, "train/loss"), 1e-3);
        Assert.Equal(naive.Divergence * Rows, objective.Sum(loss, "train/approx_kl"), 1e-3);
        Assert.Equal(naive.Clipped, objective.Sum(loss, "train/clip_fraction"));
        Assert.InRange(naive.Clipped, 5, Rows - 5);

        Span<float> theta = network.Parameters.Span;
        const float Step = 2e-3f;
        int compared = 0, differing = 0;
        for (int k = 0; k < theta.Length; k++)
        {
            float original = theta[k];
            theta[k] = original + Step;
            double up = NaiveLoss(kind, options, network, rollout).Total;
            theta[k] = original - Step;
            double down = NaiveLoss(kind, options, network, rollout).Total;
            theta[k] = original;
            double expected = (up - down) / (2 * Step);
            compared += Math.Abs(expected) > 1e-3 ? 1 : 0;
            differing += Math.Abs(expected - gradient[k]) < 1.5e-3 + 0.02 * Math.Abs(expected) ? 0 : 1;
        }

        Assert.True(compared > 20, "most gradients are zero, so the comparison says little");

        // The loss has kinks, and a few differences may straddle one.
        Assert.True(differing <= compared / 20, $"{differing} of {compared} differ");
    }

    [Fact]
    public void ARatioThatLeftTheRangeInTheDirectionOfItsAdvantageGetsNoPolicyGradientAndOneThatCanComeBackDoes()
    {
        var options = new PpoOptions { ClipRange = 0.2, NormalizeAdvantage = false };
        (_, Model model, Rollout rollout) = Minibatch(Kind.Discrete, options);
        Network network = model.Network;
        var objective = new ClippedPolicy(new CategoricalPolicy(3), 0.9f, 1f, 0f, ValueCoefficient, options);
        var policy = new CategoricalPolicy(3);
        (float Ratio, float Advantage, bool Moves)[] cases =
            [(1.3f, 1f, false), (1.3f, -1f, true), (0.7f, 1f, true), (0.7f, -1f, false), (1.1f, 1f, true)];
        for (int i = 0; i < cases.Length; i++)
        {
            rollout[Column.LogProbabilities][i] = policy.LogProbability(network, i, rollout) - MathF.Log(cases[i].Ratio);
            rollout[Column.Advantages][i] = cases[i].Advantage;
        }

        objective.WriteGradients(rollout, model);
        for (int i = 0; i < cases.Length; i++)
        {
            Assert.Equal(cases[i].Moves, network.OutputGradient(i, 0).ContainsAnyExcept(0f));
        }
    }

    [Fact]
    public void ALinearScheduleNarrowsTheRangeWithWhatRemainsOfTheRun()
    {
        (ClippedPolicy wide, Model model, Rollout rollout) = Minibatch(
            Kind.Discrete, new PpoOptions { ClipRange = 0.4, ClipRangeSchedule = LearningRateSchedule.Linear });
        var constant = new ClippedPolicy(
            new CategoricalPolicy(3), 0.9f, 0.95f, EntropyCoefficient, ValueCoefficient, new PpoOptions { ClipRange = 0.1 });
        rollout.Remaining = 0.25f;
        LossSums expected = constant.WriteGradients(rollout, model), found = wide.WriteGradients(rollout, model);
        Assert.Equal(expected.Rows, found.Rows);
        Assert.All(Enumerable.Range(0, LossSums.Most), term => Assert.Equal(expected[term], found[term]));
    }

    [Fact]
    public void WhatIsPreparedIsTheGeneralizedAdvantageAndTheLogProbabilityUnderThePolicyThatActed()
    {
        (ClippedPolicy objective, Model model, Rollout rollout) = Minibatch(Kind.Several, new PpoOptions());
        Network network = model.Network;
        rollout.Rows = Rows - 1;
        objective.Prepare(rollout, model);
        var policy = new MultiCategoricalPolicy([3, 2]);
        double future = 0;
        for (int i = Rows - 2; i >= 0; i--)
        {
            double v = network.Output(i, 1)[0], next = rollout.Terminated[i] ? 0 : network.Output(i + 1, 1)[0];
            future = rollout.Rewards[i] + 0.9 * next - v + (rollout.Terminated[i] ? 0 : 0.9 * 0.95 * future);
            Assert.Equal(future, rollout[Column.Advantages][i], 1e-4);
            Assert.Equal(future + v, rollout[Column.Returns][i], 1e-4);
            Assert.Equal(v, rollout[Column.Values][i], 1e-6);
            float noted = rollout[Column.LogProbabilities][i];
            Assert.Equal(Distribution(Kind.Several, network, rollout, i).LogProbability, noted, 1e-4);
            Assert.Equal(policy.WriteGradient(network, i, rollout, 1, 0, 1).LogProbability, noted, 1e-6f);
        }
    }

    private static (ClippedPolicy Objective, Model Model, Rollout Rollout) Minibatch(Kind kind, PpoOptions options)
    {
        PolicyDistribution policy = kind switch
        {
            Kind.Several => new MultiCategoricalPolicy([3, 2]),
            Kind.Continuous => new GaussianPolicy(new Box(-1f, 1f, 2), sharedVariance: false, rescales: true),
            _ => new CategoricalPolicy(3),
        };
        var objective = new ClippedPolicy(policy, 0.9f, 0.95f, EntropyCoefficient, ValueCoefficient, options);
        var description = new NetworkDescription([4], [new DenseLayer(8, Activation.Tanh)], objective.Heads);
        var theta = new ParameterVector(description.Parameters);
        var random = new Random(5);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var model = new Model(new ModelDescription(description), theta, Rows);
        Network network = model.Network;
        Space actions = kind switch
        {
            Kind.Several => new MultiDiscrete(3, 2),
            Kind.Continuous => new Box(-1f, 1f, 2),
            _ => new Discrete(3),
        };
        var rollout = new Rollout(objective.Schema(actions, kind == Kind.Masked ? 3 : 0), Rows, 1) { Rows = Rows };
        for (int i = 0; i < Rows; i++)
        {
            Fill(network.Input(i), 1);
            Fill(rollout.Action(i), 2);
            rollout.Legal(i).Fill(true);
            rollout.Actions[i] = random.Next(kind == Kind.Masked ? 2 : 3);
            if (kind == Kind.Masked)
            {
                rollout.Legal(i)[2] = false;
            }
            else if (kind == Kind.Several)
            {
                (rollout.Choices(i)[0], rollout.Choices(i)[1]) = (random.Next(3), random.Next(2));
            }

            rollout.Rewards[i] = random.NextSingle() * 2 - 1;
            rollout.Terminated[i] = random.Next(5) == 0;
        }

        // As if theta had moved since: ratios from about 0.6 to 1.5, values that are off by up to 0.3.
        network.Forward(0, Rows);
        for (int i = 0; i < Rows; i++)
        {
            rollout[Column.LogProbabilities][i] = policy.LogProbability(network, i, rollout) + random.NextSingle() - 0.5f;
            rollout[Column.Values][i] = network.Output(i, policy.Heads.Count)[0] + 0.6f * (random.NextSingle() - 0.5f);
            rollout[Column.Advantages][i] = random.NextSingle() * 3 - 1;
            rollout[Column.Returns][i] = rollout[Column.Values][i] + rollout[Column.Advantages][i];
        }

        rollout.Weight = 1f / Rows;
        rollout.ColumnMean = options.NormalizeAdvantage ? 0.4f : 0f;
        rollout.ColumnDeviation = options.NormalizeAdvantage ? 0.8f : 1f;
        return (objective, model, rollout);

        void Fill(Span<float> values, float range)
        {
            foreach (ref float x in values)
            {
                x = (random.NextSingle() * 2 - 1) * range;
            }
        }
    }

    // Equations 7 and 9 of the paper, word for word, in doubles.
    private static Naive NaiveLoss(Kind kind, PpoOptions options, Network network, Rollout rollout)
    {
        network.Forward(0, Rows);
        double surrogate = 0, valueLoss = 0, entropies = 0, divergence = 0;
        int clipped = 0;
        for (int i = 0; i < Rows; i++)
        {
            (double logProbability, double entropy) = Distribution(kind, network, rollout, i);
            double logRatio = logProbability - rollout[Column.LogProbabilities][i], r = Math.Exp(logRatio);
            double advantage = (rollout[Column.Advantages][i] - rollout.ColumnMean) / rollout.ColumnDeviation;
            surrogate += Math.Min(r * advantage, Math.Clamp(r, 1 - options.ClipRange, 1 + options.ClipRange) * advantage);
            double v = network.Output(i, kind == Kind.Continuous ? 2 : 1)[0];
            double error = Math.Pow(v - rollout[Column.Returns][i], 2);
            if (options.ClipRangeVf > 0)
            {
                double old = rollout[Column.Values][i];
                double held = old + Math.Clamp(v - old, -options.ClipRangeVf, options.ClipRangeVf);
                error = Math.Max(error, Math.Pow(held - rollout[Column.Returns][i], 2));
            }

            valueLoss += error;
            entropies += entropy;
            divergence += r - 1 - logRatio;
            clipped += Math.Abs(r - 1) > options.ClipRange ? 1 : 0;
        }

        return new Naive(-surrogate / Rows, ValueCoefficient * valueLoss / Rows, entropies / Rows, divergence / Rows, clipped);
    }

    private static (double LogProbability, double Entropy) Distribution(Kind kind, Network network, Rollout rollout, int i)
    {
        if (kind == Kind.Continuous)
        {
            double logProbability = 0, entropy = 0;
            for (int d = 0; d < 2; d++)
            {
                double variance = Math.Log(1 + Math.Exp(network.Output(i, 1)[d])) + DiagonalGaussian.LeastVariance;
                double error = rollout.Action(i)[d] - network.Output(i, 0)[d];
                logProbability -= 0.5 * (Math.Log(2 * Math.PI * variance) + error * error / variance);
                entropy += 0.5 * (Math.Log(2 * Math.PI * variance) + 1);
            }

            return (logProbability, entropy);
        }

        float[] logits = network.Output(i, 0).ToArray();
        (double l, double h) = Softmax(
            kind == Kind.Several ? logits[..3] : kind == Kind.Masked ? logits[..2] : logits,
            kind == Kind.Several ? rollout.Choices(i)[0] : rollout.Actions[i]);
        if (kind != Kind.Several)
        {
            return (l, h);
        }

        (double l2, double h2) = Softmax(logits[3..], rollout.Choices(i)[1]);
        return (l + l2, h + h2);
    }

    private static (double LogProbability, double Entropy) Softmax(float[] logits, int a)
    {
        double[] exp = [.. logits.Select(z => Math.Exp(z))];
        double[] pi = [.. exp.Select(e => e / exp.Sum())];
        return (Math.Log(pi[a]), -pi.Sum(p => p * Math.Log(p)));
    }

    private sealed record Naive(double Policy, double Value, double Entropy, double Divergence, int Clipped)
    {
        public double Total => Policy + Value - EntropyCoefficient * Entropy;
    }
}
