using AsyncRL.Algorithms;

namespace AsyncRL.Tests.Recorded;

/// <summary>
/// Every method, bit for bit as it was: whatever makes the code clearer or faster must leave these hashes as they are, on the
/// scalar kernels, whose arithmetic no processor changes.
/// </summary>
public sealed class RecordedTrainingTests(ScalarTrainings scalar) : IClassFixture<ScalarTrainings>
{
    public static TheoryData<string> Names => [.. RecordedTrainings.All.Select(t => t.Name)];

    public static TheoryData<string> Exchanging =>
        [.. RecordedTrainings.All.Where(t => t.Settings.Contains("=exchange", StringComparison.Ordinal)).Select(t => t.Name)];

    public static TheoryData<string> OneOfEachMethod =>
        [.. RecordedTrainings.All.DistinctBy(t => t.Algorithm).Select(t => t.Name)];

    [GlibcTheory]
    [MemberData(nameof(Names))]
    public void ADeterministicTrainingEndsAsRecorded(string name)
    {
        string found = scalar[name], recorded = Find(name).Recorded;
        Assert.True(
            found == recorded,
            $"'{name}' ended with {found}, but {recorded} is recorded (parameters, statistics, play): some arithmetic, draw or " +
            "order has changed. If that was meant, record what DOTNET_EnableHWIntrinsic=0 dotnet AsyncRL.Tests.dll prints and " +
            "say so in the commit. Recorded with glibc 2.36; another C library may round otherwise.");
    }

    // 1,003 is no multiple of a segment, a batch or a round of all environments.
    [Theory]
    [MemberData(nameof(Names))]
    public void ATrainingThatWasInterruptedAndResumedEndsAsTheUninterruptedOne(string name) =>
        Assert.Equal(Find(name).Run(), Find(name).RunInterrupted(stopAt: 1_003));

    [Theory]
    [MemberData(nameof(Names))]
    public void ACheckpointOnTheWayChangesNothingAndCanBeGoneOnFrom(string name)
    {
        TrainingHashes undisturbed = Find(name).Run();
        Assert.Equal((undisturbed, undisturbed), Find(name).RunWithCheckpoints(interval: 300));
    }

    [Theory]
    [MemberData(nameof(Exchanging))]
    public void ATrainingWhoseActorsExchangeDependsOnHowOftenTheyDo(string name) =>
        Assert.NotEqual(Find(name).Run().Parameters, Find(name).Run("topology.exchange_steps=3000").Parameters);

    [Theory]
    [MemberData(nameof(OneOfEachMethod))]
    public void ASlightlyOtherDiscountEndsWithOtherParameters(string name)
    {
        TrainingHashes one = Find(name).Run(), other = Find(name).Run("gamma=0.9701");
        Assert.NotEqual(one.Parameters, other.Parameters);
        Assert.NotEqual(one.Statistics, other.Statistics);
    }

    [Fact]
    public void EveryMethodIsRecorded() =>
        Assert.Equal(
            AlgorithmCatalog.All.Select(a => a.Name).Order(),
            RecordedTrainings.All.Select(t => t.Algorithm).Distinct().Order());

    // An option that is left to its default would change a hash when the default changes.
    [Fact]
    public void EveryOptionThatAMethodReadsIsSpelledOut() => Assert.All(AlgorithmCatalog.All, algorithm =>
    {
        IEnumerable<string> read = algorithm.Options.Read.Select(o => o.Key);
        IEnumerable<string> given = RecordedTraining.CommonValues(algorithm.Name).Select(v => v.Key);
        Assert.Equal(read.Order(StringComparer.Ordinal), given.Order(StringComparer.Ordinal));
    });

    private static RecordedTraining Find(string name) => RecordedTrainings.All.Single(t => t.Name == name);
}
