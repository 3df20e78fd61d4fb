using AsyncRL.Benchmarking;
using AsyncRL.Environments;

namespace AsyncRL.Studies.Tests.Benchmarking;

public sealed class TopologyBenchmarkTests
{
    private static readonly TrainingOptions Common = new()
    {
        TMax = 7, Network = new() { Hidden = [8] }, Topology = new() { Threads = 3, EnvsPerActor = 2 },
    };

    // Network, actors, environments, trajectories and rows per update: what differs is the topology alone.
    [Fact]
    public void AllMethodsHaveTheSameButTheirTopology()
    {
        Assert.Equal(TopologyBenchmark.Methods, TopologyContender.All.Select(c => c.Name));
        foreach (TopologyContender method in TopologyContender.All)
        {
            TrainingOptions options = method.Change(Common);
            options.Validate();
            Assert.Equal(
                Common,
                options with
                {
                    Impala = Common.Impala,
                    Topology = options.Topology with { Wait = Common.Topology.Wait, Inference = Common.Topology.Inference },
                });
            if (method.Algorithm == "impala")
            {
                Assert.Equal(3, options.Impala.BatchTrajectories);
                Assert.True(options.Impala.Queue >= 3);
            }
        }

        Assert.Equal(
            5,
            TopologyContender.All.Select(c => (c.Algorithm, c.Change(Common).Topology.Wait, c.Change(Common).Topology.Inference))
                .Distinct().Count());
    }

    [Fact]
    public void AWorldOfACostIsTheEnvironmentInAWrapper()
    {
        AsyncRL.Environments.Environment plain = EnvironmentRegistry.Default.Make("Catch-v0");
        Assert.Same(plain, new CostSetting(0, CostKind.Work, CostSpread.Constant).Around(plain));
        var costly = Assert.IsType<ImposedCost>(new CostSetting(12, CostKind.Work, CostSpread.Resets).Around(plain));
        Assert.Same(plain, costly.Inner);
        Assert.Equal(12, costly.Microseconds);
    }

    [Fact]
    public void StepsAreCountedWhereTheyArePlayed()
    {
        var counted = new StepCounter(EnvironmentRegistry.Default.Make("CartPole-v1"));
        var observation = new float[4];
        counted.Reset(1, observation);
        for (int i = 1; i <= 5; i++)
        {
            counted.Step(i % 2, observation);
            Assert.Equal(i, counted.Count);
        }

        counted.Reset(null, observation);
        Assert.Equal(5, counted.Count);
    }

    [Fact]
    public void EveryCostComesInEverySpreadAndNoneComesOnce() => Assert.Equal(
        [
            "no cost", "2.5 us of work, constant", "2.5 us of work, exponential", "2.5 us of work, at resets",
            "1000 us of waiting, constant", "1000 us of waiting, exponential", "1000 us of waiting, at resets",
        ],
        CostSetting.All([0, 2.5], [1000]).Select(w => w.Name));

    [Fact]
    public void WhatCannotBeMeasuredIsRefused()
    {
        Assert.Throws<UnknownEnvironmentException>(
            () => TopologyBenchmark.Run("Ketch-v0", Common, CostSetting.All([0], []), 1, 0.01));
        Assert.Throws<OptionException>(
            () => TopologyBenchmark.Run("Catch-v0", Common with { TMax = 0 }, CostSetting.All([0], []), 1, 0.01));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => TopologyBenchmark.Run("Catch-v0", Common, CostSetting.All([0], []), 0, 0.01));
        Assert.Empty(TopologyBenchmark.Run("Catch-v0", Common, [], 1, 0.01));
    }
}
