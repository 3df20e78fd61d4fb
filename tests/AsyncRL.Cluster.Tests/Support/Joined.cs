using AsyncRL.Algorithms;
using AsyncRL.Bundles;
using AsyncRL.Cluster.Actors;
using AsyncRL.Cluster.Hub;
using AsyncRL.Cluster.Wire;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Runs;

namespace AsyncRL.Cluster.Tests.Support;

/// <summary>A member of the tests' own, that sends what it likes.</summary>
internal sealed class Joined(LearnerRun learner, string[] print) : IDisposable
{
    private readonly ParameterVector gradient = new(learner.Model.Parameters);

    public LearnerHub Hub => learner.Hub;

    public long Lease { get; private set; }

    public static async Task<Joined> Begin(ResolvedConfiguration configuration)
    {
        var learner = new LearnerRun(configuration);
        RemotePlayers? players = null;
        using var playing = new TrainingRun(
            DistributedAlgorithm.Playing(AlgorithmCatalog.Find(configuration.Algorithm), made => players = made),
            [new TrainingTask("CartPole-v1", () => EnvironmentRegistry.Default.Make("CartPole-v1"))],
            configuration.Options);
        learner.Shared.StepLimit = configuration.Options.Steps;
        learner.Hub.Open();
        var joined = new Joined(learner, players!.Print);
        await joined.JoinAgain();
        return joined;
    }

    public async Task JoinAgain() => Lease = await Join(0);

    /// <summary>Has another process join, of one actor.</summary>
    /// <param name="number">The actor's number.</param>
    /// <returns>Its lease.</returns>
    public async Task<long> Join(int number)
    {
        Admission admission = await Apply(number);
        Assert.Equal(Standing.In, admission.Standing);
        return admission.Lease;
    }

    public Task<Admission> Apply(params int[] numbers) => Hub.Join(new Application
    {
        Secret = LearnerRun.Secret, Plan = print, Name = "someone", Actors = 1, Numbers = numbers,
    });

    public byte[][] Pieces(long number, float fill, int bundle = 0)
    {
        gradient.Span.Fill(fill);
        var sent = new BundleGradient(bundle, 1) { Values = gradient, Norm = 1 };
        sent.Scales[0] = 1;
        return
        [
            .. Enumerable.Range(0, GradientPieces.Count(gradient.Layout.Length))
                .Select(i => GradientPieces.Write(sent, number, i)),
        ];
    }

    public void Dispose() => learner.Dispose();
}
