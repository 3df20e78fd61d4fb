using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Objectives;

public sealed class VTraceTests
{
    private const int Actions = 3;
    private const float Beta = 0.05f, ValueCoefficient = 0.5f;

    [Theory]
    [InlineData(1, 12, 1f, 1f, 1f)]
    [InlineData(3, 12, 1f, 1f, 1f)]
    [InlineData(3, 11, 2f, 1.5f, 1f)]
    [InlineData(4, 14, 1.2f, 0.4f, 0.9f)]
    [InlineData(2, 9, 1f, 0f, 1f)]
    public void TargetsAndAdvantagesAreThoseOfTheDefinitionWrittenOut(
        int environments, int rows, float rhoBar, float cBar, float lambda)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Segment s = Random(environments, rows, seed, offPolicy: true);
            float[] targets = new float[rows], advantages = new float[rows];
            Compute(s, rhoBar, cBar, lambda, targets, advantages);
            for (int i = 0; i < rows; i++)
            {
                Assert.Equal(NaiveTarget(s, i, rhoBar, cBar, lambda), targets[i], 1e-4);
                double next = s.Ends(i) || i + environments >= rows
                    ? s.NextValue(i)
                    : NaiveTarget(s, i + environments, rhoBar, cBar, lambda);
                Assert.Equal(
                    Math.Min(rhoBar, s.Ratios[i]) * (s.Rewards[i] + Segment.Gamma * next - s.Values[i]), advantages[i], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 11)]
    public void OnPolicyTheTargetIsTheNStepReturn(int environments, int rows)
    {
        Segment s = Random(environments, rows, 1, offPolicy: false);
        float[] targets = new float[rows], advantages = new float[rows], returns = new float[rows], nStep = new float[rows];
        Compute(s, 1f, 1f, 1f, targets, advantages);
        LambdaReturns.Compute(
            s.Rewards, s.Terminated, s.Truncated, s.Values, s.FinalValues, environments, Segment.Gamma, 1f, nStep, returns);
        for (int i = 0; i < rows; i++)
        {
            Assert.Equal(returns[i], targets[i], 1e-4f);
            Assert.Equal(nStep[i], advantages[i], 1e-4f);
        }
    }

    [Fact]
    public void AnActionThatThePolicyWouldNotTakeTeachesNothingAndAnInfiniteRatioIsTruncated()
    {
        Segment s = Random(1, 3, 2, offPolicy: false) with
        {
            Ratios = [1f, 0f, float.PositiveInfinity],
            Terminated = new bool[3],
            Truncated = new bool[3],
        };
        float[] targets = new float[3], advantages = new float[3];
        Compute(s, 2f, 1f, 1f, targets, advantages);
        Assert.Equal(s.Values[1], targets[1]);
        Assert.Equal(0f, advantages[1]);
        Assert.Equal(2f * (s.Rewards[2] + Segment.Gamma * s.Values[3] - s.Values[2]), advantages[2], 1e-5f);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GradientsEqualFiniteDifferencesOfTheLossWrittenOutNaively(bool corrects)
    {
        const int Environments = 2, Rows = 10;
        var objective = new VTrace(new CategoricalPolicy(Actions), 0.9f, 1f, Beta, ValueCoefficient, 1f, 1f, corrects);
        var description = new NetworkDescription([4], [new DenseLayer(8, Activation.Tanh)], objective.Heads);
        var theta = new ParameterVector(description.Parameters);
        var random = new Random(3);
        description.Initialize(theta.Span, Initialization.FanInUniform, random.NextDouble);
        var model = new Model(new ModelDescription(description), theta, Rows + Environments);
        Network network = model.Network;
        var rollout = new Rollout(objective.Schema(new Discrete(Actions)), Rows / Environments, Environments) { Rows = Rows };
        for (int slot = 0; slot < Rows + Environments; slot++)
        {
            foreach (ref float x in network.Input(slot))
            {
                x = random.NextSingle() * 2 - 1;
            }
        }

        network.Forward(0, Rows + Environments);
        for (int i = 0; i < Rows; i++)
        {
            rollout.Actions[i] = random.Next(Actions);
            rollout.Rewards[i] = random.NextSingle() * 2 - 1;
            rollout.Terminated[i] = random.Next(5) == 0;
        }

        // The behaviour policy: the same network before a step away from it.
        objective.NoteBehaviour(rollout, network);
        double[] behaviour = [.. Enumerable.Range(0, Rows).Select(i => Math.Log(Policy(network, i)[rollout.Actions[i]]))];
        double[] noted = [.. rollout[Column.LogProbabilities].ToArray().Select(l => (double)l)];
        Assert.Equal(behaviour, noted, (a, b) => Math.Abs(a - b) < 1e-5);
        foreach (ref float w in theta.Span)
        {
            w += (random.NextSingle() - 0.5f) * 0.6f;
        }

        network.Forward(0, Rows + Environments);
        objective.WriteGradients(rollout, model);
        network.Backward(0, Rows);
        float[] gradient = network.Gradient.Span.ToArray();
        float[] targets = rollout[Column.Returns][..Rows].ToArray(), advantages = rollout[Column.Advantages][..Rows].ToArray();
        for (int i = 0; i < Rows; i++)
        {
            double ratio = corrects ? Policy(network, i)[rollout.Actions[i]] / Math.Exp(behaviour[i]) : 1;
            Assert.Equal(ratio, rollout[Column.Ratios][i], 1e-4);
        }

        const float Step = 5e-3f;
        int compared = 0;
        for (int k = 0; k < theta.Span.Length; k++)
        {
            float original = theta.Span[k];
            theta.Span[k] = original + Step;
            double up = Loss();
            theta.Span[k] = original - Step;
            double down = Loss();
            theta.Span[k] = original;
            double expected = (up - down) / (2 * Step);
            Assert.True(
                Math.Abs(expected - gradient[k]) < 2e-3 + 0.02 * Math.Abs(expected),
                $"parameter {k}: {expected} against {gradient[k]}");
            compared += Math.Abs(expected) > 1e-3 ? 1 : 0;
        }

        Assert.True(compared > 20, "most gradients are zero, so the comparison says little");

        double Loss()
        {
            network.Forward(0, Rows);
            double loss = 0;
            for (int i = 0; i < Rows; i++)
            {
                double[] pi = Policy(network, i);
                double error = targets[i] - network.Output(i, 1)[0];
                loss += -Math.Log(pi[rollout.Actions[i]]) * advantages[i] + Beta * pi.Sum(p => p * Math.Log(p))
                    + ValueCoefficient * error * error;
            }

            return loss / Environments;
        }
    }

    private static double[] Policy(Network network, int row)
    {
        double[] exp = [.. network.Output(row, 0).ToArray().Select(z => Math.Exp(z))];
        return [.. exp.Select(e => e / exp.Sum())];
    }

    private static void Compute(Segment s, float rhoBar, float cBar, float lambda, float[] targets, float[] advantages) =>
        VTraceTargets.Compute(
            s.Ratios, s.Rewards, s.Terminated, s.Truncated, s.Values, s.FinalValues, s.Environments, Segment.Gamma, lambda,
            rhoBar, cBar, targets, advantages);

    // v_s = V(x_s) + sum_{t=s}^{s+n-1} gamma^{t-s} (prod_{i=s}^{t-1} c_i) rho_t (r_t + gamma V(x_{t+1}) - V(x_t)), up to the
    // episode's or the segment's end.
    private static double NaiveTarget(Segment s, int start, float rhoBar, float cBar, float lambda)
    {
        double v = s.Values[start];
        int n = 0;
        for (int t = start; t < s.Rewards.Length; t += s.Environments, n++)
        {
            double product = 1;
            for (int i = start; i < t; i += s.Environments)
            {
                product *= lambda * Math.Min(cBar, s.Ratios[i]);
            }

            double delta = Math.Min(rhoBar, s.Ratios[t]) * (s.Rewards[t] + Segment.Gamma * s.NextValue(t) - s.Values[t]);
            v += Math.Pow(Segment.Gamma, n) * product * delta;
            if (s.Ends(t))
            {
                break;
            }
        }

        return v;
    }

    private static Segment Random(int environments, int rows, int seed, bool offPolicy)
    {
        var random = new Random(seed);
        float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
        return new Segment(
            environments, [.. Enumerable.Range(0, rows).Select(_ => offPolicy ? MathF.Exp(random.NextSingle() * 4 - 2) : 1f)],
            Floats(rows),
            [.. Enumerable.Range(0, rows).Select(_ => random.Next(6) == 0)],
            [.. Enumerable.Range(0, rows).Select(_ => random.Next(6) == 0)],
            Floats(rows + environments), Floats(rows));
    }

    private sealed record Segment(
        int Environments, float[] Ratios, float[] Rewards, bool[] Terminated, bool[] Truncated,
        float[] Values, float[] FinalValues)
    {
        public const float Gamma = 0.9f;

        public bool Ends(int row) => Terminated[row] || Truncated[row];

        public double NextValue(int row) => Terminated[row] ? 0 : Truncated[row] ? FinalValues[row] : Values[row + Environments];
    }
}
