using AsyncRL.Neural;
using AsyncRL.Parameters;

namespace AsyncRL.Tests.Racing;

/// <summary>Every check, and a wrong variant that it must find out.</summary>
public sealed class ReplicaRaceTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(5, 2)]
    public void OfUpdatesThatAreSumsOfWholeNumbersNotOneIsLost(int actors, int replicas)
    {
        var shared = new SharedParameters(ReplicaRace.Model, new MomentumSgd(0), sharesStatistics: true);
        Assert.Null(ReplicaRace.FindLostUpdates(new RealReplicas(shared, actors, replicas)));
    }

    [Theory]
    [InlineData("rmsprop", 2, 2)]
    [InlineData("adam", 3, 3)]
    [InlineData("rmsprop", 5, 2)]
    [InlineData("momentum", 4, 3)]
    public void ThreadsThatRaceLeaveAllReplicasEqualBitForBit(string rule, int actors, int replicas)
    {
        Optimizer optimizer = rule switch { "rmsprop" => new RmsProp(), "momentum" => new MomentumSgd(), _ => new Adam() };
        var shared = new SharedParameters(ReplicaRace.Model, optimizer, sharesStatistics: true);
        ReplicaRace.Model.Initialize(shared.Theta.Span, Initialization.FanInUniform, new Random(1).NextDouble);
        float[] start = shared.Theta.Span.ToArray();
        shared.Statistics!.Step = 17;
        shared.Updates = 17;
        var real = new RealReplicas(shared, actors, replicas);
        Assert.Null(ReplicaRace.FindDifference(real));

        Assert.Equal(17 + ReplicaRace.Updates * actors, shared.Updates);
        Assert.Equal(17 + ReplicaRace.Updates * actors, shared.Statistics.Step);
        Assert.NotEqual(start, shared.Theta.Span.ToArray());
        Assert.Same(shared.Theta, real.Replicas[0].Theta);
        Assert.Equal(replicas, real.Replicas.Select(r => r.Theta).Distinct().Count());
    }

    [Fact]
    public void SeveralWritersOfOneReplicaAreFoundOut() => Assert.NotNull(ReplicaRace.FindLostUpdates(
        new WrongReplicas(ReplicaRace.Model, new MomentumSgd(0), actors: 2, writesTogether: true)));

    [Fact]
    public void ReplicasThatGetUpdatesInDifferentOrdersAreFoundOut() => Assert.NotNull(ReplicaRace.FindDifference(
        new WrongReplicas(ReplicaRace.Model, new RmsProp(), actors: 2, writesTogether: false)));
}
