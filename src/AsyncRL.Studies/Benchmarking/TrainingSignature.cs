using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Runs;

namespace AsyncRL.Benchmarking;

/// <summary>
/// A fixed training told by a hash of the parameters it ends with: equal hashes mean that not one rounding of acting, learning or
/// the environment has changed.
/// </summary>
/// <remarks>
/// <para>
/// The training is <c>a3c</c> on CartPole-v1 with two actors that take turns. All options that decide it are set here, so that
/// presets and defaults may change without changing the hash; padding and the order of memory do not enter it.
/// </para>
/// <para>
/// Kernels of another vector width sum in another order and give another hash. The scalar kernels do additions, multiplications,
/// divisions and square roots one at a time, which IEEE 754 fixes to the bit, so theirs is the hash to compare. What is left to
/// the machine is the C library's exp and log of a float (softmax and entropy) and sin and cos of a double (CartPole). glibc 2.36
/// computes the former alike with and without fused multiply-add; the latter differ in the last bit of a double now and then,
/// which hardly ever reaches an observation, a float: the hash is the same. Another C library may give another one.
/// </para>
/// </remarks>
public static class TrainingSignature
{
    /// <summary>
    /// The environment variable of the .NET runtime that, set to 0, takes all vector hardware away from a process: what is
    /// computed there is computed by the scalar kernels.
    /// </summary>
    public const string HardwareVariable = "DOTNET_EnableHWIntrinsic";

    private const string EnvironmentId = "CartPole-v1";
    private const int HashDigits = 16;

    private static readonly TrainingOptions Options = new()
    {
        Steps = 10_000,
        Seed = 1,
        LearningRate = 2e-3,
        LearningRateSchedule = LearningRateSchedule.Linear,
        TMax = 5,
        Gamma = 0.99,
        GaeLambda = 0.95,
        EntCoef = 0.01,
        VfCoef = 0.5,
        MaxGradNorm = 0.5,
        Deterministic = true,
        Network = new NetworkOptions { Hidden = [64, 64], Activation = "relu", Initializer = Initialization.FanInUniform },
        Optimizer = new OptimizerOptions { Name = "shared-rmsprop", Alpha = 0.99, Epsilon = 1e-5 },
        Topology = new TopologyOptions { Threads = 2, EnvsPerActor = 4, Replicas = 2, ExchangeSteps = 1_280 },
    };

    /// <summary>Steps of one training.</summary>
    public static long Steps => Options.Steps;

    /// <summary>Trains, on the calling thread, with the widest kernels that this process may use.</summary>
    /// <param name="seconds">How long to repeat the training, for its speed; it is done twice at least.</param>
    /// <param name="sharing">How the two actors share parameters; each form has a hash of its own.</param>
    /// <returns>Hash and speed.</returns>
    /// <exception cref="InvalidOperationException">Two trainings ended with different parameters.</exception>
    public static TrainingSignatureResult Compute(double seconds, ParameterSharing sharing = ParameterSharing.Exchange)
    {
        TrainingOptions options = Options with { Topology = Options.Topology with { Sharing = sharing } };
        var rates = new List<double>();
        string? hash = null;
        long start = Stopwatch.GetTimestamp();
        do
        {
            (string found, double rate) = Train(options);
            if (hash is not null && found != hash)
            {
                throw new InvalidOperationException(
                    $"Training number {rates.Count + 1} ended with the parameters {found}, the one before with {hash}: " +
                    "training in turns is not deterministic here.");
            }

            hash = found;
            rates.Add(rate);
        }
        while (rates.Count < 2 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        rates.Sort();
        return new TrainingSignatureResult(SimdSupport.Name, hash, rates[rates.Count / 2], rates.Count);
    }

    private static (string Hash, double StepsPerSecond) Train(TrainingOptions options)
    {
        var learner = new Learner(
            AlgorithmCatalog.Find("a3c"), EnvironmentId, () => EnvironmentRegistry.Default.Make(EnvironmentId), options);
        learner.Shared.StepLimit = options.Steps;
        long start = Stopwatch.GetTimestamp();
        learner.Topology.RunUntil(() => false);
        learner.Topology.Finish();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (Hash(learner.Shared.Theta), options.Steps / seconds);
    }

    // Tensor by tensor, name and values, little-endian.
    private static string Hash(ParameterVector theta)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ParameterView view in theta.Layout.Views)
        {
            var values = new float[view.Count];
            view.CopyTo(theta.Span, values);
            var bytes = new byte[sizeof(float) * values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), values[i]);
            }

            sha.AppendData(Encoding.UTF8.GetBytes(view.Name));
            sha.AppendData(bytes);
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset())[..HashDigits];
    }
}
