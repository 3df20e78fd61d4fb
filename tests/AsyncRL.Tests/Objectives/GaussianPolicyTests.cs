using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

/// <summary>Advantage actor-critic with continuous actions.</summary>
public sealed class GaussianPolicyTests
{
    private const int Dimensions = 2;
    private const float Beta = 0.05f;
    private const float ValueCoefficient = 0.5f;

    // From 100 to 140, and from -0.001 to 0.003.
    private static readonly Box Wide = new([100f, -0.001f], [140f, 0.003f]);
    private static readonly float[] Middle = [120f, 0.001f], HalfRange = [20f, 0.002f];

    [Theory]
    [InlineData(false, true, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    public void GradientsEqualFiniteDifferencesOfTheLossWrittenOutNaively(bool sharedVariance, bool sharedNetwork, bool rescales)
    {
        const int Environments = 2, Rows = 10;
        var objective = new AdvantageActorCritic(
            new GaussianPolicy(Wide, sharedVariance, rescales), 0.9f, 1f, Beta, ValueCoefficient);
        LayerDescription[] hidden = [new DenseLayer(8, Activation.Tanh)];
        NetworkDescription description = sharedNetwork
            ? new([4], hidden, objective.Heads)
            : new(
                [4],
                [new Tower("actor", hidden, [.. objective.Heads.Take(2)]), new Tower("critic", hidden, [objective.Heads[2]])]);
        var theta = new ParameterVector(description.Parameters);
        var random = new Random(3);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var model = new Model(new ModelDescription(description), theta, Rows + Environments);
        Network network = model.Network;
        ExperienceSchema schema = objective.Schema(Wide);
        var rollout = new Rollout(schema, Rows / Environments, Environments) { Rows = Rows };
        for (int slot = 0; slot < Rows + Environments; slot++)
        {
            Fill(network.Input(slot), 1);
        }

        network.Forward(0, Rows + Environments);
        for (int i = 0; i < Rows; i++)
        {
            Fill(rollout.Action(i), 2);
            for (int d = 0; rescales && d < Dimensions; d++)
            {
                rollout.Action(i)[d] = Middle[d] + HalfRange[d] * rollout.Action(i)[d];
            }

            rollout.Rewards[i] = random.NextSingle() * 2 - 1;
            rollout.Terminated[i] = random.Next(5) == 0;
        }

        objective.WriteGradients(rollout, model);
        network.Backward(0, Rows);
        float[] gradient = network.Gradient.Span.ToArray();
        const float Step = 5e-3f;
        int compared = 0;
        for (int k = 0; k < theta.Span.Length; k++)
        {
            float original = theta.Span[k];
            theta.Span[k] = original + Step;
            double up = NaiveLoss(network, rollout, rescales);
            theta.Span[k] = original - Step;
            double down = NaiveLoss(network, rollout, rescales);
            theta.Span[k] = original;
            double expected = (up - down) / (2 * Step);
            Assert.True(
                Math.Abs(expected - gradient[k]) < 3e-3 + 0.02 * Math.Abs(expected),
                $"parameter {k}: {expected} against {gradient[k]}");
            compared += Math.Abs(expected) > 1e-3 ? 1 : 0;
        }

        Assert.True(compared > 20, "most gradients are zero, so the comparison says little");

        void Fill(Span<float> values, float range)
        {
            foreach (ref float x in values)
            {
                x = (random.NextSingle() * 2 - 1) * range;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SamplesHaveTheMeanAndVarianceOfTheOutputs(bool rescales)
    {
        ActionUnits units = rescales ? ActionUnits.OfBounds(Wide) : ActionUnits.Own(Dimensions);
        var policy = new GaussianPolicy(Wide, sharedVariance: false, rescales);
        var description = new NetworkDescription([1], [], policy.Heads);
        var theta = new ParameterVector(description.Parameters);
        description.Parameters["mean.bias"].CopyFrom(theta.Span, [0.5f, -2f]);
        description.Parameters["variance.bias"].CopyFrom(theta.Span, [1f, -1f]);
        var network = new Network(description, 1, theta);
        network.Forward(0, 1);
        var random = Pcg64.FromSeed(1);
        const int Samples = 200_000;
        double[] sum = new double[Dimensions], squares = new double[Dimensions];
        var action = new float[Dimensions];
        for (int n = 0; n < Samples; n++)
        {
            GaussianPolicy.Sample(network, 0, units, random, action);
            for (int d = 0; d < Dimensions; d++)
            {
                sum[d] += action[d];
                squares[d] += action[d] * action[d];
            }
        }

        double[] means = [0.5, -2], variances = [Math.Log(1 + Math.E), Math.Log(1 + 1 / Math.E)];
        for (int d = 0; rescales && d < Dimensions; d++)
        {
            means[d] = Middle[d] + HalfRange[d] * means[d];
            variances[d] *= HalfRange[d] * HalfRange[d];
        }

        for (int d = 0; d < Dimensions; d++)
        {
            double mean = sum[d] / Samples;
            Assert.Equal(means[d], mean, 5 * Math.Sqrt(variances[d] / Samples));
            Assert.Equal(variances[d], squares[d] / Samples - mean * mean, 5 * variances[d] * Math.Sqrt(2.0 / Samples));
        }
    }

    // sum_i -log p(a_i) A_i - beta H + c (R_i - V)^2, over the actor's environments.
    private static double NaiveLoss(Network network, Rollout rollout, bool rescales)
    {
        network.Forward(0, rollout.Rows);
        double loss = 0;
        for (int i = 0; i < rollout.Rows; i++)
        {
            double log = 0, entropy = 0;
            for (int d = 0; d < Dimensions; d++)
            {
                ReadOnlySpan<float> raw = network.Output(i, 1);
                double variance = Math.Log(1 + Math.Exp(raw[raw.Length == 1 ? 0 : d])) + 1e-5;
                double action = rollout.Action(i)[d];
                action = rescales ? (action - Middle[d]) / HalfRange[d] : action;
                double error = action - network.Output(i, 0)[d];
                log += -0.5 * Math.Log(2 * Math.PI * variance) - error * error / (2 * variance);
                entropy += 0.5 * (Math.Log(2 * Math.PI * variance) + 1);
            }

            double valueError = rollout[Column.Returns][i] - network.Output(i, 2)[0];
            loss += -log * rollout[Column.Advantages][i] - Beta * entropy + ValueCoefficient * valueError * valueError;
        }

        return loss / rollout.Environments;
    }
}
