using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

/// <summary>A value per task, with and without normalisation, in every objective that has them.</summary>
public sealed class TaskValuesTests
{
    private const int Actions = 3, Tasks = 3, Environments = 3, Rows = 12;
    private const float Beta = 0.05f, ValueCoefficient = 0.5f, Gamma = 0.9f;

    // mu and sigma of each task.
    private static readonly float[] Means = [0f, 40f, -3f], Deviations = [1f, 25f, 0.2f];

    [Theory]
    [InlineData("a2c", false)]
    [InlineData("impala", false)]
    [InlineData("impala", true)]
    [InlineData("ppo", false)]
    [InlineData("ppo", true)]
    public void GradientsEqualFiniteDifferencesOfTheLossWrittenOutNaively(string method, bool normalises)
    {
        PopArtOptions popArt = new() { Enabled = normalises };
        var policy = new CategoricalPolicy(Actions);
        OnlineObjective objective = method switch
        {
            "a2c" => new AdvantageActorCritic(policy, Gamma, 1f, Beta, ValueCoefficient, Tasks),
            "impala" => new VTrace(policy, Gamma, 1f, Beta, ValueCoefficient, 1f, 1f, corrects: true, Tasks, popArt),
            _ => new ClippedPolicy(
                policy, Gamma, 1f, Beta, ValueCoefficient, new PpoOptions { NormalizeAdvantage = false }, Tasks, popArt),
        };
        (Model model, Rollout rollout) = Play(objective);
        Network network = model.Network;
        (objective as TrajectoryObjective)?.NoteBehaviour(rollout, network);
        (objective as MinibatchObjective)?.Prepare(rollout, model);
        objective.WriteGradients(rollout, model);
        network.Backward(0, Rows);
        float[] gradient = model.Gradient.Span.ToArray();

        // With the ratios at 1 every method's targets are n-step returns in the units of the rewards.
        double[] values = [.. Enumerable.Range(0, Rows + Environments).Select(Value)];
        double[] targets = [.. Enumerable.Range(0, Rows).Select(Target)];
        Span<float> found = rollout[Column.Returns];
        for (int i = 0; i < Rows; i++)
        {
            Assert.Equal(targets[i], found[i], 2e-5 * (10 + Math.Abs(targets[i])));
        }

        const float Step = 4e-3f;
        int compared = 0;
        Span<float> theta = model.Parameters.Span;
        for (int k = 0; k < model.Description.Parts[0].Layout.Length; k++)
        {
            float original = theta[k];
            theta[k] = original + Step;
            double up = Loss();
            theta[k] = original - Step;
            double down = Loss();
            theta[k] = original;
            double expected = (up - down) / (2 * Step);
            Assert.True(
                Math.Abs(expected - gradient[k]) < 4e-3 + 0.02 * Math.Abs(expected),
                $"parameter {k}: {expected} against {gradient[k]}");
            compared += Math.Abs(expected) > 1e-2 ? 1 : 0;
        }

        Assert.True(compared > 30, "most gradients are zero, so the comparison says little");
        Assert.All(gradient.Skip(model.Description.Parts[0].Layout.Length), g => Assert.Equal(0f, g));

        int TaskOf(int slot) => (slot + 1) % Tasks;
        double Sigma(int slot) => normalises ? Deviations[TaskOf(slot)] : 1;
        double Mu(int slot) => normalises ? Means[TaskOf(slot)] : 0;
        double Value(int slot) => Sigma(slot) * network.Output(slot, 1)[TaskOf(slot)] + Mu(slot);
        double Target(int i)
        {
            double next = i + Environments < Rows ? Target(i + Environments) : values[i + Environments];
            return rollout.Rewards[i] + (rollout.Terminated[i] ? 0 : Gamma * next);
        }

        double Loss()
        {
            network.Forward(0, Rows);
            double loss = 0;
            for (int i = 0; i < Rows; i++)
            {
                double[] exp = [.. network.Output(i, 0).ToArray().Select(z => Math.Exp(z))];
                double[] pi = [.. exp.Select(e => e / exp.Sum())];
                double error = (targets[i] - Mu(i)) / Sigma(i) - network.Output(i, 1)[TaskOf(i)];
                double advantage = (targets[i] - values[i]) / Sigma(i);
                loss += -Math.Log(pi[rollout.Actions[i]]) * advantage + Beta * pi.Sum(p => p * Math.Log(p))
                    + ValueCoefficient * error * error;
            }

            return loss / Environments;
        }
    }

    [Fact]
    public void TheFinalObservationOfACutEpisodeIsValuedByItsOwnTask()
    {
        var objective = new VTrace(
            new CategoricalPolicy(Actions), Gamma, 1f, Beta, ValueCoefficient, 1f, 1f, corrects: true, Tasks,
            new PopArtOptions { Enabled = true });
        (Model model, Rollout rollout) = Play(objective);
        for (int row = 0; row < Rows; row++)
        {
            int task = rollout.Of(Column.Task)[row];
            float expected = Deviations[task] * model.Network.Output(2, 1)[task] + Means[task];
            objective.NoteFinalValues(model, 2, rollout, row);
            Assert.Equal(expected, rollout[Column.FinalValues][row]);
        }
    }

    private static (Model Model, Rollout Rollout) Play(OnlineObjective objective)
    {
        var random = new Random(3);
        var network = new NetworkDescription([4], [new DenseLayer(8, Activation.Tanh)], objective.Heads);
        ModelDescription description = objective.Values?.Describe(network) ?? new ModelDescription(network);
        var theta = new ParameterVector(description.Parameters);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        if (description.Parts is [_, VectorPart statistics])
        {
            float[] variances = [.. Deviations.Select(d => d * d)];
            ((float[])[.. Means, .. variances]).CopyTo(statistics.Of(theta));
        }

        var model = new Model(description, theta, Rows + Environments);
        var rollout = new Rollout(objective.Schema(new Discrete(Actions)), Rows / Environments, Environments) { Rows = Rows };
        for (int slot = 0; slot < Rows + Environments; slot++)
        {
            foreach (ref float x in model.Network.Input(slot))
            {
                x = random.NextSingle() * 2 - 1;
            }

            rollout.Of(Column.Task)[slot] = (slot + 1) % Tasks;
        }

        model.Network.Forward(0, Rows + Environments);
        for (int i = 0; i < Rows; i++)
        {
            rollout.Actions[i] = random.Next(Actions);
            rollout.Rewards[i] = random.NextSingle() * 2 - 1;
            rollout.Terminated[i] = random.Next(5) == 0;
        }

        return (model, rollout);
    }
}
