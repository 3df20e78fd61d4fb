using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

public sealed class DeepQTests
{
    private const int Actions = 4;
    private const int Rows = 12;

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, false)]
    public void TargetsAndErrorsEqualTheirFormulasWrittenOutNaively(bool doubleQ, bool dueling, bool masks)
    {
        (DeepQ objective, Network network, Network target, Rollout batch) = Minibatch(doubleQ, dueling, huber: true, masks);
        objective.ValueNextStates(batch, network, target);
        objective.WriteGradients(batch, network);
        for (int i = 0; i < Rows; i++)
        {
            double[] online = Q(network, Rows + i, dueling), valued = Q(target, Rows + i, dueling);
            int[] legal = [.. Enumerable.Range(0, Actions).Where(a => !masks || batch.Legal(Rows + i)[a])];
            double v = doubleQ ? valued[legal.MaxBy(a => online[a])] : legal.Max(a => valued[a]);
            double y = batch.Rewards[i] + batch[Column.Discounts][i] * v;
            Assert.Equal(y, batch[Column.Returns][i], 1e-4);
            Assert.Equal(Q(network, i, dueling)[batch.Actions[i]] - y, batch[Column.Advantages][i], 1e-4);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void GradientsEqualFiniteDifferencesOfTheLossWrittenOutNaively(bool dueling, bool huber)
    {
        (DeepQ objective, Network network, Network target, Rollout batch) = Minibatch(
            doubleQ: true, dueling, huber, masks: false);
        objective.ValueNextStates(batch, network, target);
        LossSums reported = objective.WriteGradients(batch, network);
        network.Backward(0, Rows);
        float[] gradient = network.Gradient.Span.ToArray(), y = batch[Column.Returns][..Rows].ToArray();
        Assert.Equal(NaiveLoss(), objective.Sum(reported, "train/value_loss") / Rows, 1e-4);
        Span<float> theta = network.Parameters.Span;
        const float Step = 2e-3f;
        int compared = 0;
        for (int k = 0; k < theta.Length; k++)
        {
            float original = theta[k];
            theta[k] = original + Step;
            double up = NaiveLoss();
            theta[k] = original - Step;
            double down = NaiveLoss();
            theta[k] = original;
            double expected = (up - down) / (2 * Step);
            Assert.True(
                Math.Abs(expected - gradient[k]) < 2e-3 + 0.02 * Math.Abs(expected),
                $"parameter {k}: {expected} against {gradient[k]}");
            compared += Math.Abs(expected) > 1e-2 ? 1 : 0;
        }

        Assert.True(compared > 20, "most gradients are zero, so the comparison says little");

        // sum_i w_i L(Q(s_i, a_i) - y_i) / rows, with targets that do not move.
        double NaiveLoss()
        {
            network.Forward(0, Rows);
            double sum = 0;
            for (int i = 0; i < Rows; i++)
            {
                double delta = Q(network, i, dueling)[batch.Actions[i]] - y[i];
                double loss = !huber ? delta * delta : Math.Abs(delta) <= 1 ? delta * delta / 2 : Math.Abs(delta) - 0.5;
                sum += batch[Column.ImportanceWeights][i] * loss;
            }

            return sum / Rows;
        }
    }

    [Theory]
    [InlineData(0.5f, 0.125f, 0.5f)]
    [InlineData(-0.5f, 0.125f, -0.5f)]
    [InlineData(3f, 2.5f, 1f)]
    [InlineData(-3f, 2.5f, -1f)]
    public void HubersLossClipsTheErrorToOne(float error, float loss, float slope) =>
        Assert.Equal((loss, slope), DeepQTargets.Loss(error, huber: true));

    [Fact]
    public void AnErrorThatIsNotFiniteIsNotClippedAway()
    {
        Assert.True(float.IsNaN(DeepQTargets.Loss(float.PositiveInfinity, huber: true).Slope));
        Assert.True(float.IsNaN(DeepQTargets.Loss(float.NaN, huber: true).Slope));
    }

    [Fact]
    public void TheStateAfterATerminalOneIsNotRead()
    {
        var y = new float[2];
        DeepQTargets.Compute([1f, 2f], [0f, 0.9f], [float.NaN, 10f], y);
        Assert.Equal([1f, 11f], y);
    }

    [Fact]
    public void TheDuelingAggregationTakesTheMeanAdvantageAway()
    {
        var q = new float[3];
        DuelingValues.Combine(10f, [1f, 2f, 6f], q);
        Assert.Equal([8f, 9f, 13f], q);
        var gradient = new float[3];
        Assert.Equal(6f, DuelingValues.Split(1, 6f, gradient));
        Assert.Equal([-2f, 4f, -2f], gradient);
    }

    private static double[] Q(Network network, int slot, bool dueling)
    {
        double[] first = [.. network.Output(slot, 0).ToArray().Select(x => (double)x)];
        return dueling ? [.. first.Select(a => network.Output(slot, 1)[0] + a - first.Average())] : first;
    }

    private static (DeepQ Objective, Network Network, Network Target, Rollout Batch) Minibatch(
        bool doubleQ, bool dueling, bool huber, bool masks)
    {
        var objective = new DeepQ(new Discrete(Actions), doubleQ, dueling, huber);
        var description = new NetworkDescription([3], [new DenseLayer(8, Activation.Tanh)], objective.Heads);
        var random = new Random(7);
        Network[] networks = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            var theta = new ParameterVector(description.Parameters);
            description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
            return new Network(description, 2 * Rows, theta);
        })];
        var batch = new Rollout(objective.Schema(new Discrete(Actions), masks ? Actions : 0), 1, Rows) { Rows = Rows };
        for (int slot = 0; slot < 2 * Rows; slot++)
        {
            foreach (ref float x in networks[0].Input(slot))
            {
                x = random.NextSingle() * 4 - 2;
            }

            networks[0].Input(slot).CopyTo(networks[1].Input(slot));
            Span<bool> legal = batch.Legal(slot);
            for (int a = 0; a < legal.Length; a++)
            {
                legal[a] = random.Next(2) == 0;
            }

            if (masks)
            {
                legal[random.Next(Actions)] = true;
            }
        }

        for (int i = 0; i < Rows; i++)
        {
            batch.Actions[i] = random.Next(Actions);
            batch.Rewards[i] = random.NextSingle() * 6 - 3;
            batch[Column.Discounts][i] = random.Next(4) == 0 ? 0 : random.NextSingle();
            batch[Column.ImportanceWeights][i] = random.NextSingle();
        }

        networks[0].Forward(0, 2 * Rows);
        networks[1].Forward(0, 2 * Rows);
        return (objective, networks[0], networks[1], batch);
    }
}
