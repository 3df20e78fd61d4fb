using AsyncRL.Algorithms;
using AsyncRL.Bundles;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Runs;

namespace AsyncRL.Tests.Bundles;

/// <summary>A parameter server that tests push their own gradients to; plain descent with a rate of 1 by default.</summary>
internal sealed class ServerRun
{
    public ServerRun(GorilaOptions gorila, OptimizerOptions? optimizer = null, double rate = 1)
    {
        TrainingOptions options = new TrainingOptions
        {
            Steps = 1_000, Deterministic = true, Network = new() { Hidden = [16] },
            Topology = new() { Threads = 1, EnvsPerActor = 1 }, LearningRate = rate,
            LearningRateSchedule = LearningRateSchedule.Constant,
            Optimizer = optimizer ?? new() { Name = "momentum-sgd", Alpha = 0 },
            Replay = new() { Capacity = 500, LearningStarts = 100 },
        }.With("gorila", gorila with { PullInterval = 1 });
        Learner = new Learner(
            AlgorithmCatalog.Find("gorila"), "CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"), options);
    }

    public Learner Learner { get; }

    public ParameterServer Server => ((BundleLearner)Learner.Topology).Server;

    public ParameterVector Theta => Learner.Shared.Theta;

    public int Length => Theta.Layout.Length;

    /// <summary>A gradient of drawn numbers.</summary>
    public BundleGradient Draw(Random random, long version, int bundle = 0)
    {
        BundleGradient gradient = Filled(0, version, bundle);
        foreach (ref float g in gradient.Values.Span)
        {
            g = random.NextSingle() - 0.5f;
        }

        return gradient;
    }

    /// <summary>A gradient of equal numbers.</summary>
    public BundleGradient Filled(float value, long version, int bundle = 0)
    {
        var gradient = new BundleGradient(bundle, 1) { Values = new ParameterVector(Theta.Layout), Version = version, Norm = 1f };
        gradient.Values.Span.Fill(value);
        gradient.Scales[0] = 1f;
        return gradient;
    }
}
