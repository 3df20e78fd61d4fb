using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

public sealed class AdvantageActorCriticTests
{
    private const int Actions = 3;
    private const float Beta = 0.05f;
    private const float ValueCoefficient = 0.5f;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(4, 12)]
    [InlineData(4, 10)]
    public void GradientsEqualFiniteDifferencesOfTheLossWrittenOutNaively(int environments, int rows)
    {
        var objective = new AdvantageActorCritic(new CategoricalPolicy(Actions), 0.9f, 1f, Beta, ValueCoefficient);
        (Model model, Rollout rollout) = PlayedSegment(objective, environments, rows, masked: false);
        Network network = model.Network;
        objective.WriteGradients(rollout, model);
        network.Backward(0, rows);
        float[] gradient = network.Gradient.Span.ToArray();
        float[] advantages = rollout[Column.Advantages][..rows].ToArray(), returns = rollout[Column.Returns][..rows].ToArray();

        Span<float> theta = network.Parameters.Span;
        const float Step = 5e-3f;
        int compared = 0;
        for (int k = 0; k < theta.Length; k++)
        {
            float original = theta[k];
            theta[k] = original + Step;
            double up = NaiveLoss(network, rollout, advantages, returns);
            theta[k] = original - Step;
            double down = NaiveLoss(network, rollout, advantages, returns);
            theta[k] = original;
            double expected = (up - down) / (2 * Step);
            Assert.True(
                Math.Abs(expected - gradient[k]) < 2e-3 + 0.02 * Math.Abs(expected),
                $"parameter {k}: {expected} against {gradient[k]}");
            compared += Math.Abs(expected) > 1e-3 ? 1 : 0;
        }

        Assert.True(compared > 20, "most gradients are zero, so the comparison says little");
    }

    [Fact]
    public void TheReportedLossesAreThoseOfTheNaiveFormula()
    {
        var objective = new AdvantageActorCritic(new CategoricalPolicy(Actions), 0.9f, 1f, Beta, ValueCoefficient);
        (Model model, Rollout rollout) = PlayedSegment(objective, environments: 2, rows: 10, masked: false);
        LossSums loss = objective.WriteGradients(rollout, model);
        double total = objective.Sum(loss, "train/policy_loss") + objective.Sum(loss, "train/value_loss")
            - Beta * objective.Sum(loss, "train/entropy");
        float[] advantages = rollout[Column.Advantages].ToArray(), returns = rollout[Column.Returns].ToArray();
        double expected = NaiveLoss(model.Network, rollout, advantages, returns) * rollout.Environments;
        Assert.Equal(expected, total, 1e-4);
        Assert.Equal(expected, objective.Sum(loss, "train/loss"), 1e-4);
    }

    [Fact]
    public void AnIllegalActionGetsNoGradient()
    {
        var objective = new AdvantageActorCritic(new CategoricalPolicy(Actions), 0.9f, 1f, Beta, ValueCoefficient);
        (Model model, Rollout rollout) = PlayedSegment(objective, environments: 1, rows: 5, masked: true);
        Network network = model.Network;
        objective.WriteGradients(rollout, model);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(0f, network.OutputGradient(i, 0)[Actions - 1]);
            Assert.NotEqual(0f, network.OutputGradient(i, 0)[0]);
        }
    }

    private static (Model Model, Rollout Rollout) PlayedSegment(Objective objective, int environments, int rows, bool masked)
    {
        var description = new NetworkDescription([4], [new DenseLayer(8, Activation.Tanh)], objective.Heads);
        var theta = new ParameterVector(description.Parameters);
        var random = new Random(3);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        int ticks = (rows + environments - 1) / environments;
        var model = new Model(new ModelDescription(description), theta, (ticks + 1) * environments);
        Network network = model.Network;
        ExperienceSchema schema = objective.Schema(new Discrete(Actions), masked ? Actions : 0);
        var rollout = new Rollout(schema, ticks, environments) { Rows = rows };
        for (int slot = 0; slot < rows + environments; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = (float)(random.NextDouble() * 2 - 1);
            }

            if (masked)
            {
                rollout.Legal(slot)[..^1].Fill(true);
            }
        }

        network.Forward(0, rows + environments);
        for (int i = 0; i < rows; i++)
        {
            rollout.Actions[i] = random.Next(Actions - 1);
            rollout.Rewards[i] = (float)(random.NextDouble() * 2 - 1);
            rollout.Terminated[i] = random.Next(5) == 0;
        }

        return (model, rollout);
    }

    // sum_i -log pi(a_i|s_i) A_i - beta H + c (R_i - V)^2, over the actor's environments.
    private static double NaiveLoss(Network network, Rollout rollout, float[] advantages, float[] returns)
    {
        network.Forward(0, rollout.Rows);
        double loss = 0;
        for (int i = 0; i < rollout.Rows; i++)
        {
            double[] exp = [.. network.Output(i, 0).ToArray().Select(z => Math.Exp(z))];
            double[] pi = [.. exp.Select(e => e / exp.Sum())];
            double entropy = -pi.Sum(p => p * Math.Log(p));
            double error = returns[i] - network.Output(i, 1)[0];
            loss += -Math.Log(pi[rollout.Actions[i]]) * advantages[i] - Beta * entropy + ValueCoefficient * error * error;
        }

        return loss / rollout.Environments;
    }
}
