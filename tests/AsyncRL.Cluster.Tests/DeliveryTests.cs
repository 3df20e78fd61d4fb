using AsyncRL.Cluster.Hub;
using AsyncRL.Cluster.Tests.Support;
using AsyncRL.Cluster.Wire;
using AsyncRL.Runs;

namespace AsyncRL.Cluster.Tests;

public sealed class DeliveryTests
{
    [Fact]
    public async Task ADeliveryCountsOnceHoweverOftenItComes()
    {
        using var join = await Joined.Begin(LearnerRun.ConfigureBundles(("steps", "1000000")));
        Assert.Equal(64, (await join.Hub.Claim(join.Lease)).Granted);
        byte[] content = Report(actor: 0, sequence: 1, steps: 40, WriteNothing);
        Assert.Equal(40, (await join.Hub.Deliver(join.Lease, content)).Steps);
        Receipt again = await join.Hub.Deliver(join.Lease, content);
        Assert.Equal((Standing.In, 0, 40L), (again.Standing, again.Granted, again.Steps));
    }

    [Fact]
    public async Task OfADeliveryThatEndsTooEarlyNoStepCounts()
    {
        using var join = await Joined.Begin(LearnerRun.ConfigureBundles(("steps", "1000000")));
        await join.Hub.Claim(join.Lease);
        byte[] whole = Report(actor: 0, sequence: 1, steps: 40, WriteNothing);
        Assert.Equal(Standing.Lapsed, (await join.Hub.Deliver(join.Lease, whole[..^1])).Standing);
        Assert.Equal(0, join.Hub.Look().Steps);
        Assert.Empty(join.Hub.Look().Members);
        Assert.Contains("does not fit this run", join.Hub.TakeWarnings()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADeliveryOfAnotherProcessesActorDropsWhoeverSendsIt()
    {
        using var join = await Joined.Begin(LearnerRun.ConfigureBundles(("steps", "1000000")));
        await join.Hub.Claim(join.Lease);
        byte[] content = Report(actor: 5, sequence: 1, steps: 40, WriteNothing);
        Assert.Equal(Standing.Lapsed, (await join.Hub.Deliver(join.Lease, content)).Standing);
        Assert.Contains("actor 5, which is not one of its own", join.Hub.TakeWarnings()[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("impala", nameof(ILearner.Claim))]
    [InlineData("gorila", nameof(ILearner.Push))]
    public async Task AnAnswerThatIsLostIsMissedAndNoStepWithIt(string algorithm, string call)
    {
        using var learner = new LearnerRun(algorithm == "impala" ? LearnerRun.Configure() : LearnerRun.ConfigureBundles());
        bool lost = false;
        Task<Standing> actors = learner.Play(1, CancellationToken.None, link =>
        {
            link.Entered = lease =>
            {
                link.LosesAnswerOf = lease != 0 && !lost ? call : null;
                lost |= lease != 0;
            };
        });
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.Equal(Standing.Complete, await actors);
        Assert.Equal(4000, outcome.Steps);
        Assert.Equal(1, learner.Hub.Look().Rejoined);
    }

    [Fact]
    public async Task ADeliveryForWhichThereIsNoRoomIsAnsweredAndDeliveredAgain()
    {
        // A learner that takes its time, and a queue that is nearly always full.
        using var learner = new LearnerRun(LearnerRun.Configure(
            ("impala.queue", "1"), ("network.hidden", "[256,256]"), ("topology.envs_per_actor", "8")));
        learner.Hub.Settings = learner.Hub.Settings with { RoomWait = TimeSpan.Zero };
        Task<Standing> actors = learner.Play(3, CancellationToken.None);
        TrainingOutcome outcome = await Task.Run(() => learner.Training.Run());
        Assert.Equal(Standing.Complete, await actors);
        Assert.Equal(4000, outcome.Steps);
        Assert.Equal(4000, learner.Hub.Look().Members.Sum(m => m.Steps));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public async Task StatisticsOfObservationsThatAreNotFiniteReachNobody(double number)
    {
        using var join = await Joined.Begin(
            LearnerRun.ConfigureBundles(("steps", "1000000"), ("normalize_observations", "true")));
        byte[] before = (await join.Hub.Fetch(join.Lease, -1, 0)).Moments;
        await join.Hub.Claim(join.Lease);
        byte[] content = Report(actor: 0, sequence: 1, steps: 40, writer =>
        {
            WriteNothing(writer);
            writer.Write(1L); // observations, then means and squares
            for (int i = 0; i < 2 * 4; i++)
            {
                writer.Write(i == 6 ? number : 0.5);
            }
        });
        Assert.Equal(Standing.Lapsed, (await join.Hub.Deliver(join.Lease, content)).Standing);
        Assert.Contains("not finite", join.Hub.TakeWarnings()[^1], StringComparison.Ordinal);
        await join.JoinAgain();
        Assert.Equal(before, (await join.Hub.Fetch(join.Lease, -1, 0)).Moments);
        Assert.Equal(0, join.Hub.Look().Steps);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(3, 3)]
    public async Task NumbersOfActorsThatNoLearnerGaveAreRefusedAndOthersJoinAsBefore(params int[] numbers)
    {
        using var join = await Joined.Begin(LearnerRun.ConfigureBundles(("steps", "1000000")));
        Admission refused = await join.Apply(numbers);
        Assert.Equal(Standing.Refused, refused.Standing);
        Assert.Contains("start it again", refused.Refusal, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single((await join.Apply()).Numbers));
    }

    private static byte[] Report(int actor, long sequence, int steps, Action<BinaryWriter> writeReports)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        BundleReport.Write(writer, new Delivered(actor, sequence) { Steps = steps, Version = 0 });
        writeReports(writer);
        return stream.ToArray();
    }

    private static void WriteNothing(BinaryWriter writer) => Delivery.Write(writer, [], null, (0, 0), null);
}
