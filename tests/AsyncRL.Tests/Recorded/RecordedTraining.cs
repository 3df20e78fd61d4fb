using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Neural;
using AsyncRL.Policies;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Recorded;

/// <summary>A short deterministic training and what it ended with on the scalar kernels.</summary>
/// <param name="Name">What it is there for.</param>
/// <param name="Algorithm">The algorithm's name.</param>
/// <param name="EnvironmentId">The environment's id, or the name of one of the tests' own.</param>
/// <param name="Settings">Options as key=value, spaces between; they win over <see cref="RecordedTrainings.Common"/>.</param>
/// <param name="Recorded">The hashes as <see cref="TrainingHashes"/> writes them.</param>
internal sealed record RecordedTraining(string Name, string Algorithm, string EnvironmentId, string Settings, string Recorded)
{
    private const int HashDigits = 16;
    private const int EvaluationEpisodes = 8;
    private const int EvaluationSteps = 60;

    /// <summary>Trains from beginning to end.</summary>
    /// <param name="otherSettings">Further options, which win.</param>
    public TrainingHashes Run(string otherSettings = "")
    {
        using var temporary = new TemporaryFolder();
        return Hash(NewRun(RunFolder.CreateAt(temporary.Sub("run"), force: false), otherSettings).Run());
    }

    /// <summary>Trains until a step, saves, and goes on from the checkpoint with everything made from scratch.</summary>
    public TrainingHashes RunInterrupted(long stopAt)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome first = NewRun(folder).Run(stopAt);
        Assert.Equal((stopAt, false), (first.Steps, first.Completed));
        TrainingRun second = NewRun(folder);
        Assert.Empty(second.Restore(first.ModelPath!));
        return Hash(second.Run());
    }

    /// <summary>Trains from beginning to end with checkpoints on the way, and once more from the first of them.</summary>
    /// <param name="interval">Steps between two checkpoints, about.</param>
    public (TrainingHashes Whole, TrainingHashes FromFirstCheckpoint) RunWithCheckpoints(long interval)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        string settings = $"checkpoint.interval={interval} checkpoint.keep=1000";
        TrainingHashes whole = Hash(NewRun(folder, settings).Run());
        Assert.True(folder.Checkpoints().Count >= 3);
        (long steps, string checkpoint) = folder.Checkpoints().MinBy(c => c.Steps);
        Assert.InRange(steps, interval, 2 * interval);
        TrainingRun later = NewRun(folder, settings);
        Assert.Empty(later.Restore(checkpoint));
        Assert.Equal(steps, later.Steps);
        return (whole, Hash(later.Run()));
    }

    /// <summary>Of the options of all recorded trainings those that an algorithm reads.</summary>
    public static IEnumerable<(string Key, string Value)> CommonValues(string algorithm) =>
        Values(RecordedTrainings.Common).Where(v => AlgorithmCatalog.Find(algorithm).Options.IsRead(v.Key));

    /// <summary>Keys and values of such settings.</summary>
    public static (string Key, string Value)[] Values(string settings)
    {
        string[] items = settings.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return [.. items.Select(i => i.Split('=', 2)).Select(i => (i[0], i[1]))];
    }

    private TrainingRun NewRun(RunFolder folder, string otherSettings = "")
    {
        var layer = new OptionLayer("recorded", [.. CommonValues(Algorithm), .. Values($"{Settings} {otherSettings}")]);
        ResolvedConfiguration configuration = ResolvedConfiguration.Resolve(Algorithm, EnvironmentId, [layer]);
        return new TrainingRun(AlgorithmCatalog.Find(Algorithm), EnvironmentId, Create, configuration.Options, folder);
    }

    private Environment Create() => EnvironmentId switch
    {
        nameof(Gunner) => new Gunner(),
        nameof(Reach) => new Reach(),
        nameof(SwitchBoard) => new SwitchBoard(),
        nameof(TestEnvironments.Masked) => new TestEnvironments.Masked(),
        _ => EnvironmentRegistry.Default.Make(EnvironmentId),
    };

    private TrainingHashes Hash(TrainingOutcome outcome)
    {
        Assert.True(outcome.Completed);
        return new TrainingHashes(
            HashOfParameters(outcome.Policy.Parameters), HashOfStatistics(outcome.ModelPath!), HashOfPlay(outcome.Policy));
    }

    // Tensor by tensor, so that padding and the order of memory do not count.
    private static string HashOfParameters(ParameterVector parameters)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ParameterView view in parameters.Layout.Views)
        {
            var values = new float[view.Count];
            view.CopyTo(parameters.Span, values);
            Assert.All(values, v => Assert.True(float.IsFinite(v)));
            sha.AppendData(Encoding.UTF8.GetBytes(view.Name));
            sha.AppendData(MemoryMarshal.AsBytes<float>(values));
        }

        return Digits(sha.GetHashAndReset());
    }

    // The final model's floats besides the parameters, sorted by what they hold: that stays when a tensor is renamed or moved.
    private static string HashOfStatistics(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        IEnumerable<string> tensors =
            from name in file.Names
            where !name.StartsWith("policy.", StringComparison.Ordinal) && !name.StartsWith("state.", StringComparison.Ordinal)
            let hash = Digits(SHA256.HashData(file.ReadRaw(name)))
            select hash;
        return Digits(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', tensors.Order(StringComparer.Ordinal)))));
    }

    private string HashOfPlay(TrainedPolicy policy)
    {
        var text = new StringBuilder();
        policy = policy.WithMaxEpisodeSteps(0);
        foreach (PolicyMode mode in (PolicyMode[])[PolicyMode.Greedy, PolicyMode.Sample])
        {
            EvaluationResult result = Evaluator.Run(policy, Create, EvaluationEpisodes, seed: 1, mode, EvaluationSteps);
            foreach ((double episode, long length) in result.Returns.Zip(result.Lengths))
            {
                text.Append(CultureInfo.InvariantCulture, $"{BitConverter.DoubleToInt64Bits(episode):x16} {length} ");
            }
        }

        return Digits(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Digits(byte[] hash) => Convert.ToHexStringLower(hash)[..HashDigits];
}
