using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

public sealed class ReinforceTests
{
    private const int Actions = 3, Length = 7;
    private const float Gamma = 0.9f, Beta = 0.05f, ValueCoefficient = 0.7f;

    [Theory]
    [InlineData(1f)]
    [InlineData(0.9f)]
    [InlineData(0f)]
    public void ReturnsAreTheDiscountedSumsOfAllRewardsToCome(float gamma)
    {
        var random = new Random(1);
        float[] rewards = [.. Enumerable.Range(0, 20).Select(_ => random.NextSingle() * 2 - 1)], returns = new float[20];
        Reinforce.EpisodeReturns(rewards, gamma, returns);
        for (int t = 0; t < 20; t++)
        {
            double g = Enumerable.Range(t, 20 - t).Sum(k => Math.Pow(gamma, k - t) * rewards[k]);
            Assert.Equal(g, returns[t], 1e-5);
        }
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void GradientsEqualFiniteDifferencesOfTheLossWrittenOutNaively(bool baseline, bool sharedNetwork)
    {
        (Model model, Rollout rollout, Reinforce objective) = Episode(baseline, sharedNetwork);
        Network network = model.Network;
        double[] g = Returns(rollout), delta = [.. g.Select((r, t) => r - Value(network, t, baseline))];
        LossSums reported = objective.WriteGradients(rollout, model);
        double loss = NaiveLoss(network, rollout, g, delta, baseline);
        double found = objective.Sum(reported, "train/policy_loss") + objective.Sum(reported, "train/value_loss")
            - Beta * objective.Sum(reported, "train/entropy");
        Assert.Equal(loss, found, 1e-4);
        Assert.Equal(loss, objective.Sum(reported, "train/loss"), 1e-4);
        network.Backward(0, Length);
        float[] gradient = network.Gradient.Span.ToArray();

        Span<float> theta = network.Parameters.Span;
        const float Step = 5e-3f;
        int compared = 0;
        for (int k = 0; k < theta.Length; k++)
        {
            float original = theta[k];
            theta[k] = original + Step;
            double up = NaiveLoss(network, rollout, g, delta, baseline);
            theta[k] = original - Step;
            double down = NaiveLoss(network, rollout, g, delta, baseline);
            theta[k] = original;
            double expected = (up - down) / (2 * Step);
            Assert.True(
                Math.Abs(expected - gradient[k]) < 3e-3 + 0.02 * Math.Abs(expected),
                $"parameter {k}: {expected} against {gradient[k]}");
            compared += Math.Abs(expected) > 1e-3 ? 1 : 0;
        }

        Assert.True(compared > 20, "most gradients are zero, so the comparison says little");
    }

    private static (Model Model, Rollout Rollout, Reinforce Objective) Episode(bool baseline, bool sharedNetwork)
    {
        var objective = new Reinforce(new CategoricalPolicy(Actions), Gamma, Beta, baseline ? ValueCoefficient : null);
        LayerDescription[] hidden = [new DenseLayer(8, Activation.Tanh)];
        NetworkDescription description = sharedNetwork
            ? new([4], hidden, objective.Heads)
            : new([4], [new Tower("actor", hidden, [objective.Heads[0]]), new Tower("critic", hidden, [objective.Heads[1]])]);
        var theta = new ParameterVector(description.Parameters);
        var random = new Random(3);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var model = new Model(new ModelDescription(description), theta, Length + 1);
        Network network = model.Network;
        var rollout = new Rollout(objective.Schema(new Discrete(Actions)), Length + 5, 1) { Rows = Length };
        for (int t = 0; t < Length; t++)
        {
            foreach (ref float x in network.Input(t))
            {
                x = random.NextSingle() * 2 - 1;
            }

            rollout.Actions[t] = random.Next(Actions);
            rollout.Rewards[t] = random.NextSingle() * 2 - 1;
        }

        rollout.Terminated[Length - 1] = true;
        network.Forward(0, Length);
        return (model, rollout, objective);
    }

    private static double[] Returns(Rollout rollout) =>
        [.. Enumerable.Range(0, Length)
            .Select(t => Enumerable.Range(t, Length - t).Sum(k => Math.Pow(Gamma, k - t) * rollout.Rewards[k]))];

    private static double Value(Network network, int t, bool baseline) => baseline ? network.Output(t, 1)[0] : 0;

    // sum_t -log pi(A_t|S_t) delta_t - beta H + c (G_t - v(S_t))^2, with delta a constant.
    private static double NaiveLoss(Network network, Rollout rollout, double[] g, double[] delta, bool baseline)
    {
        network.Forward(0, Length);
        double loss = 0;
        for (int t = 0; t < Length; t++)
        {
            double[] exp = [.. network.Output(t, 0).ToArray().Select(z => Math.Exp(z))];
            double[] pi = [.. exp.Select(e => e / exp.Sum())];
            loss += -Math.Log(pi[rollout.Actions[t]]) * delta[t] + Beta * pi.Sum(p => p * Math.Log(p));
            loss += baseline ? ValueCoefficient * Math.Pow(g[t] - Value(network, t, baseline), 2) : 0;
        }

        return loss;
    }
}
