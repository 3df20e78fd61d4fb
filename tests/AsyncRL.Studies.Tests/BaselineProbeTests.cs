using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.Runs;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Studies.Tests;

public class BaselineProbeTests
{
    private const ulong Seed = 11;
    private const int Episodes = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BothVariancesAreThoseOfANaiveSumOverTheStepsOfTheSameEpisodes(bool normalized)
    {
        TrainingOptions options = Options("reinforce-baseline", $"normalize_observations={normalized}");
        TrainedPolicy policy = Train("reinforce-baseline", options);
        (double plain, double withBaseline) = Measure(policy, options);

        var plainGradients = new List<double[]>();
        var baselineGradients = new List<double[]>();
        Environment environment = New();
        PolicyDistribution distribution = PolicyDistribution.For(environment.ActionSpace, sharedVariance: false);
        Pcg64 random = Seeds.Generator(Seed, 0, Seeds.Purpose.Actions);
        var network = new Network(policy.Description.Network!, 1, policy.Parameters);
        var rollout = new Rollout(ExperienceSchema.For(environment), 1, 1);
        var observation = new float[4];
        environment.Reset(Seeds.Value(Seed, 0, Seeds.Purpose.Environment, 0), observation);
        for (int e = 0; e < Episodes; e++)
        {
            environment.Reset(null, observation);
            var steps = new List<(double[] LogGradient, double Value, double Reward)>();
            for (bool ended = false; !ended && steps.Count < options.TMax;)
            {
                observation.CopyTo(network.Input(0));
                policy.Scaling?.Apply(network.Input(0));
                network.Forward(0, 1);
                distribution.Sample(network, 0, rollout, random);

                // With an advantage of 1 and no entropy bonus the loss is -log pi(A|S).
                distribution.WriteGradient(network, 0, rollout, 1f, 0f, 1f);
                network.OutputGradient(0, 1)[0] = 0;
                network.Backward(0, 1);
                double value = network.Output(0, 1)[0];
                StepResult result = environment.Step(rollout.Actions[0], observation);
                steps.Add((PolicyPart(policy, network.Gradient), value, result.Reward * (options.RewardScale ?? 1)));
                ended = result.Terminated || result.Truncated;
            }

            var plainSum = new double[steps[0].LogGradient.Length];
            var baselineSum = new double[plainSum.Length];
            for (int t = 0; t < steps.Count; t++)
            {
                double g = 0;
                for (int k = t; k < steps.Count; k++)
                {
                    g += Math.Pow(options.Gamma, k - t) * steps[k].Reward;
                }

                for (int i = 0; i < plainSum.Length; i++)
                {
                    plainSum[i] += g * steps[t].LogGradient[i];
                    baselineSum[i] += (g - steps[t].Value) * steps[t].LogGradient[i];
                }
            }

            plainGradients.Add(plainSum);
            baselineGradients.Add(baselineSum);
        }

        Assert.Equal(1, plain / NaiveTrace(plainGradients), 1e-3);
        Assert.Equal(1, withBaseline / NaiveTrace(baselineGradients), 1e-3);
        Assert.NotEqual(plain, withBaseline);
    }

    [Fact]
    public void ABaselineOfZeroChangesNothing()
    {
        TrainingOptions options = Options("reinforce-baseline");
        TrainedPolicy policy = Train("reinforce-baseline", options);
        foreach (ParameterView view in policy.Description.Network!.Parameters.Views.Where(
            v => v.Name.StartsWith("value.", StringComparison.Ordinal)))
        {
            view.CopyFrom(policy.Parameters.Span, new float[view.Count]);
        }

        (double plain, double withBaseline) = Measure(policy, options);
        Assert.True(plain > 0);
        Assert.Equal(plain, withBaseline);
    }

    [Fact]
    public void APolicyWithoutAValueHasTheVarianceOfPlainReturnsAlone()
    {
        TrainingOptions options = Options("reinforce");
        TrainedPolicy policy = Train("reinforce", options);
        (double plain, double withBaseline) = Measure(policy, options);
        Assert.True(plain > 0);
        Assert.True(double.IsNaN(withBaseline));
        Assert.Equal(plain, Measure(policy, options).Plain);
    }

    private static (double Plain, double WithBaseline) Measure(TrainedPolicy policy, TrainingOptions options) =>
        BaselineProbe.Measure(policy, "CartPole-v1", New(), options, Episodes, Seed);

    private static Environment New() => EnvironmentRegistry.Default.Make("CartPole-v1");

    private static TrainingOptions Options(string method, params string[] settings) =>
        ResolvedConfiguration.Resolve(method, "CartPole-v1",
        [
            .. PresetCatalog.For(method, "CartPole-v1"),
            new OptionLayer(
                "test",
                [("network.hidden", "8"), ("steps", "3000"), ("topology.threads", "1"), ("gamma", "0.9"),
                    .. settings.Select(s => (s.Split('=')[0], s.Split('=')[1]))]),
        ]).Options;

    private static TrainedPolicy Train(string method, TrainingOptions options) =>
        new TrainingRun(AlgorithmCatalog.Find(method), "CartPole-v1", New, options with
        {
            Evaluation = options.Evaluation with { Episodes = 0 },
        }).Run().Policy;

    private static double[] PolicyPart(TrainedPolicy policy, ParameterVector gradient)
    {
        var all = new List<double>();
        foreach (ParameterView view in policy.Description.Network!.Parameters.Views)
        {
            if (!view.Name.StartsWith("critic.", StringComparison.Ordinal)
                && !view.Name.StartsWith("value.", StringComparison.Ordinal))
            {
                var part = new float[view.Count];
                view.CopyTo(gradient.Span, part);
                all.AddRange(part.Select(f => (double)f));
            }
        }

        return [.. all];
    }

    private static double NaiveTrace(List<double[]> gradients)
    {
        double trace = 0;
        for (int i = 0; i < gradients[0].Length; i++)
        {
            double mean = gradients.Average(g => g[i]);
            trace += gradients.Sum(g => (g[i] - mean) * (g[i] - mean)) / (gradients.Count - 1);
        }

        return trace;
    }
}
