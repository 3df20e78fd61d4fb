using AsyncRL.Environments;
using AsyncRL.Runs;
using AsyncRL.Serialization;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Faults;

/// <summary>A checkpoint that does not fit says in what, and costs nothing.</summary>
public sealed class Fault07Tests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void AnotherObservationSpaceIsNamed(string kind)
    {
        string message = Refusal(kind, kind, options => options, new World { Observations = 6 });
        Assert.Contains(
            $"the observation space ({new Box(-1f, 1f, 2)}, now {new Box(-1f, 1f, 6)})", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherActionSpaceIsNamed() => Assert.Contains(
        "the action space (Discrete(2), now Discrete(3))",
        Refusal("a3c", "a3c", options => options, new World { Actions = 3 }), StringComparison.Ordinal);

    [Fact]
    public void AnotherAlgorithmIsNamed() => Assert.Contains(
        "the algorithm (a3c, now ppo)", Refusal("a3c", "ppo", options => options), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void AnotherNetworkIsNamed(string kind) => Assert.Contains(
        "network.hidden (8, now 16)",
        Refusal(kind, kind, options => options with { Network = new NetworkOptions { Hidden = [16] } }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("a3c")]
    [InlineData("a3c+turns")]
    [InlineData("ppo")]
    [InlineData("impala")]
    [InlineData("impala+central")]
    public void AnotherNumberOfActorsIsNamed(string kind) => Assert.Contains(
        "topology.threads (2, now 3)",
        Refusal(kind, kind, options => options with { Topology = options.Topology with { Threads = 3 } }),
        StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void AnotherNumberOfEnvironmentsIsNamed(string kind)
    {
        foreach (int other in new[] { 1, 3 })
        {
            Assert.Contains(
                $"topology.envs_per_actor (2, now {other})",
                Refusal(kind, kind, options => options with { Topology = options.Topology with { EnvsPerActor = other } }),
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ObservationsThatAreNormalizedOrNotAreNamed(bool saved) => Assert.Contains(
        "normalize_observations", Refusal(
            "a3c", "a3c", options => options with { NormalizeObservations = !saved }, null,
            options => options with { NormalizeObservations = saved }), StringComparison.Ordinal);

    // What a user's own code may do with a state that an earlier version of it wrote.
    [Theory]
    [MemberData(nameof(World.Kinds), MemberType = typeof(World))]
    public void AnEnvironmentThatDoesNotTakeItsStateUpBeginsNewEpisodesAndAllElseIsKept(string kind)
    {
        (string Cause, Action<BinaryReader> Load)[] ways =
        [
            ("KeyNotFoundException", _ => throw new KeyNotFoundException("no room 7")),
            ("EndOfStreamException", reader => reader.ReadBytes(1_000).AsSpan(999)[0].ToString()),
            (" bytes that were saved of it", _ => { }),
        ];
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOptions options = World.Options(kind, 2_000);
        TrainingOutcome first = new World().NewRun(kind, options, folder).Run(stopAt: 1_003);
        float[] learnt = first.Policy.Parameters.Span.ToArray();
        foreach ((string cause, Action<BinaryReader> load) in ways)
        {
            TrainingRun resumed = new World { Loads = load }.NewRun(kind, options, folder);
            string note = Assert.Single(resumed.Restore(first.ModelPath!));
            Assert.Contains("cannot go on from where it was saved", note, StringComparison.Ordinal);
            Assert.Contains("so new episodes begin", note, StringComparison.Ordinal);
            Assert.Contains(cause.StartsWith("End", StringComparison.Ordinal) ? "threw" : cause, note, StringComparison.Ordinal);
            Assert.Equal(1_003, resumed.Steps);
            Assert.Equal(learnt, resumed.Snapshot().Parameters.Span.ToArray());
            TrainingOutcome outcome = resumed.Run(stopAt: 1_300);
            Assert.Equal(1_300, outcome.Steps);
        }
    }

    // A bit that tipped over in the text of the options, which a JSON reader alone would have complained of.
    [Fact]
    public void AFileWithBrokenOptionsIsCalledDamaged()
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome first = new World().NewRun("a3c", World.Options("a3c", 2_000), folder).Run(stopAt: 500);
        byte[] bytes = File.ReadAllBytes(first.ModelPath!);
        int gamma = bytes.AsSpan().IndexOf("gamma"u8);
        bytes[gamma + bytes.AsSpan(gamma).IndexOf((byte)':')] = (byte)';';
        File.WriteAllBytes(first.ModelPath!, bytes);
        CheckpointFormatException error = Assert.Throws<CheckpointFormatException>(
            () => { new World().NewRun("a3c", World.Options("a3c", 2_000), folder).Restore(first.ModelPath!); });
        Assert.StartsWith($"'{first.ModelPath}' is damaged: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATornFileIsCalledDamaged()
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingOutcome first = new World().NewRun("a3c", World.Options("a3c", 2_000), folder).Run(stopAt: 500);
        File.WriteAllBytes(first.ModelPath!, File.ReadAllBytes(first.ModelPath!)[..^100]);
        CheckpointFormatException error = Assert.Throws<CheckpointFormatException>(
            () => { new World().NewRun("a3c", World.Options("a3c", 2_000), folder).Restore(first.ModelPath!); });
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    private string Refusal(
        string saved, string resumed, Func<TrainingOptions, TrainingOptions> change, World? world = null,
        Func<TrainingOptions, TrainingOptions>? begin = null)
    {
        RunFolder folder = RunFolder.CreateAt(temporary.Sub(Guid.NewGuid().ToString()), force: false);
        TrainingOptions options = begin?.Invoke(World.Options(saved, 2_000)) ?? World.Options(saved, 2_000);
        TrainingOutcome first = new World().NewRun(saved, options, folder).Run(stopAt: 503);
        TrainingRun run = (world ?? new World()).NewRun(resumed, change(World.Options(resumed, 2_000)), folder);
        string message = Assert.Throws<CheckpointMismatchException>(() => { run.Restore(first.ModelPath!); }).Message;
        Assert.DoesNotContain("--force", message, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", message, StringComparison.Ordinal);
        return message;
    }
}
