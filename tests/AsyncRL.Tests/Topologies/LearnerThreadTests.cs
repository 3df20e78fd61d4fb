using System.Globalization;
using System.Runtime.InteropServices;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;
using AsyncRL.Runs;
using AsyncRL.Tests.Support;
using AsyncRL.Topologies;

namespace AsyncRL.Tests.Topologies;

/// <summary>Threads that share minibatches of a replay memory.</summary>
public sealed class LearnerThreadTests
{
    private const int BatchSize = 17;

    [Theory]
    [InlineData(2, 0.0)]
    [InlineData(3, 0.0)]
    [InlineData(5, 0.0)]
    [InlineData(BatchSize, 0.0)]
    [InlineData(3, 0.05)]
    public void TheyMoveThetaTheTargetsAndThePrioritiesAsOneThreadDoes(int threads, double clip)
    {
        TrainingOptions options = Options(1) with { MaxGradNorm = clip };
        Learner one = Make(options), several = Make(options with { Replay = options.Replay with { LearnerThreads = threads } });
        var a = (SequentialReplay)one.Topology;
        var b = (SequentialReplay)several.Topology;
        float[] start = one.Shared.Theta.Span.ToArray();
        using IDisposable? helpers = b.Learner.StartThreads();
        Assert.Null(a.Learner.StartThreads());
        Assert.Equal(threads, b.Threads);
        foreach (SequentialReplay topology in (SequentialReplay[])[a, b])
        {
            // Nothing is learnt yet, so that both play the same.
            while (!topology.Learner.IsReady)
            {
                topology.Player.PlayStep();
            }

            topology.Learner.Learn();
            topology.Learner.Learn();
        }

        // Plain descent: what differs is the order of the sums.
        AssertClose(one.Shared.Theta, several.Shared.Theta);
        AssertClose(one.Shared.Target!.Published, several.Shared.Target!.Published);
        Assert.Contains(one.Shared.Theta.Span.ToArray().Zip(start), p => Math.Abs(p.First - p.Second) > 1e-4f);
        Assert.Contains(one.Shared.Target.Published.Span.ToArray().Zip(start), p => Math.Abs(p.First - p.Second) > 1e-6f);
        UpdateTotals totals = Totals(a), otherTotals = Totals(b);
        Assert.Equal(2, otherTotals.Updates);
        for (int i = 0; i < one.Design.Losses.Count; i++)
        {
            Assert.Equal(totals.Mean(i), otherTotals.Mean(i), 1e-4);
        }

        double[] priorities = Priorities(a), others = Priorities(b);
        Assert.True(priorities.Distinct().Count() > 10);
        for (int i = 0; i < priorities.Length; i++)
        {
            Assert.Equal(priorities[i], others[i], 1e-3 * Math.Abs(priorities[i]) + 1e-6);
        }
    }

    [Fact]
    public void HelpersAllocateNothingInSteadyState()
    {
        // What the other thread allocates from one minibatch to the next, in windows of a hundred.
        const int Window = 100;
        var steady = new AllocationWindows(Window);
        int learnt = 0;
        Learner learner = Make(Options(2), objective => new WatchedObjective(objective, before: (batch, _, _) =>
        {
            if (Thread.CurrentThread.Name is "learner 1" && ++learnt > 2 * Window)
            {
                steady.Note();
            }
        }));
        var topology = (SequentialReplay)learner.Topology;
        topology.RunUntil(() => learner.Shared.Updates >= 8 * Window);
        Assert.True(learnt >= 8 * Window - 1);
        Assert.Equal(0, steady.Least);
    }

    [Theory]
    [InlineData(false, "learner 1")]
    [InlineData(false, "learner 2")]
    [InlineData(true, "learner 1")]
    public void WhatAHelperFailsWithEndsTheRunWithWhatWasLearntSaved(bool overlap, string helper)
    {
        TrainingOptions options = Options(3);
        options = options with { Deterministic = false, Replay = options.Replay with { Overlap = overlap } };
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        bool fails = true;
        TrainingRun Make() => new(
            Td3(o => new WatchedObjective(o, before: (_, _, update) =>
            {
                if (fails && update == 40 && Thread.CurrentThread.Name == helper)
                {
                    throw new InvalidOperationException("the objective is wrong");
                }
            })),
            "Slider", () => new Slider(0, 1), options, folder);
        TrainingFailedException error = Assert.Throws<TrainingFailedException>(() => Make().Run());
        Assert.Contains("the objective is wrong. What was learnt until step", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(error.InnerException);

        fails = false;
        TrainingRun resumed = Make();
        resumed.Restore(error.SavedPath!);
        TrainingOutcome outcome = resumed.Run();
        Assert.True(outcome.Completed);
        Assert.Equal(options.Steps, outcome.Steps);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void ARequestToStopIsHeardBetweenTheMinibatchesOfOneStepAndAResumedRunLearnsFromTheRest(int threads, bool overlap)
    {
        const int AtOnce = 50, Stop = 137;
        TrainingOptions options = Options(threads);
        options = options with
        {
            Steps = 500, Deterministic = !overlap,
            Replay = options.Replay with { Updates = AtOnce, TrainFrequency = 50, Overlap = overlap },
        };
        using var temporary = new TemporaryFolder();
        long learnt = 0;
        CancellationTokenSource? stop = null;
        TrainingRun Make(string folder) => new(
            Td3(o => new WatchedObjective(o, before: (batch, _, update) =>
            {
                if (update + 1 == Stop)
                {
                    stop?.Cancel();
                }

                Interlocked.Add(ref learnt, batch.Rows);
            })),
            "Slider", () => new Slider(0, 1), options, RunFolder.CreateAt(temporary.Sub(folder), force: true));
        TrainingOutcome whole = Make("whole").Run();
        long all = learnt;
        Assert.Equal(0, all % (AtOnce * options.Replay.BatchSize));
        Assert.NotEqual(0, Stop % AtOnce);

        learnt = 0;
        TrainingOutcome first;
        using (stop = new CancellationTokenSource())
        {
            first = Make("halves").Run(cancellation: stop.Token);
        }

        stop = null;
        Assert.False(first.Completed);
        Assert.Equal(Stop * options.Replay.BatchSize, learnt);
        TrainingRun second = Make("rest");
        Assert.Empty(second.Restore(first.ModelPath!));
        TrainingOutcome resumed = second.Run();
        Assert.True(resumed.Completed);
        Assert.Equal(all, learnt);
        if (!overlap)
        {
            SavedModels.AssertEqual(whole.ModelPath!, resumed.ModelPath!);
        }
    }

    [Fact]
    public void AGradientOfAHelperThatIsNoNumberIsDroppedAndCounted()
    {
        Learner learner = Make(Options(3), Spoiling(20, 23));
        var topology = (SequentialReplay)learner.Topology;
        float[]? theta = null;
        topology.RunUntil(() =>
        {
            long tried = learner.Shared.Updates + learner.Shared.NonfiniteGradients;
            theta = tried == 20 ? learner.Shared.Theta.Span.ToArray() : theta;
            if (tried is > 20 and <= 23)
            {
                Assert.Equal(20, learner.Shared.Updates);
                Assert.Equal(theta, learner.Shared.Theta.Span.ToArray());
            }

            return learner.Shared.Updates >= 60;
        });
        Assert.NotNull(theta);
        Assert.Equal(3, learner.Shared.NonfiniteGradients);
        Assert.All(learner.Shared.Theta.Span.ToArray(), x => Assert.True(float.IsFinite(x)));
        Assert.NotEqual(theta, learner.Shared.Theta.Span.ToArray());
        Assert.Equal(60, Totals(topology).Updates);
    }

    [Fact]
    public void TooManyOfThemInARowEndTheRun()
    {
        TrainingOptions options = Options(3) with { MaxNonfinite = 7 };
        var run = new TrainingRun(Td3(Spoiling(20, long.MaxValue)), "Slider", () => new Slider(0, 1), options);
        Assert.Contains(
            "7 gradients in a row", Assert.Throws<TrainingFailedException>(() => run.Run()).Message, StringComparison.Ordinal);
    }

    /// <summary>Versions before 0.2 saved no generators of those who learn.</summary>
    [Fact]
    public void ACheckpointWithoutTheGeneratorsOfThoseWhoLearnIsLoaded()
    {
        TrainingOptions options = Options(1);
        Learner learner = Make(options), other = Make(options with { Seed = 9 });
        learner.Topology.RunUntil(() => learner.Shared.Updates >= 20);
        byte[] whole = Save(learner), fresh = Save(other);
        int generator = BytesOfAGenerator();
        Load(other, whole[..^generator]);
        byte[] loaded = Save(other);
        Assert.Equal(whole[..^generator], loaded[..^generator]);
        Assert.Equal(fresh[^generator..], loaded[^generator..]);
        Assert.NotEqual(whole[^generator..], loaded[^generator..]);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(2, 3)]
    public void ARunMayGoOnWithAnotherNumberOfThreads(int threads, int later)
    {
        using var temporary = new TemporaryFolder();
        RunFolder folder = RunFolder.CreateAt(temporary.Sub("run"), force: false);
        TrainingRun Make(int count) =>
            new(AlgorithmCatalog.Find("sac"), "Slider", () => new Slider(0, 1), Options(count), folder);
        TrainingOutcome first = Make(threads).Run(stopAt: 300);
        TrainingRun resumed = Make(later);
        Assert.Empty(resumed.Restore(first.ModelPath!));
        Assert.True(resumed.Run().Completed);
    }

    private static int BytesOfAGenerator()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        Pcg64.FromSeed(1).Save(writer);
        return (int)stream.Length;
    }

    private static byte[] Save(Learner learner)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        learner.Topology.Parts.Single(p => p.Name == "learner").Save(writer);
        return stream.ToArray();
    }

    private static void Load(Learner learner, byte[] saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        Assert.True(learner.Topology.Parts.Single(p => p.Name == "learner").Load(reader));
    }

    // On the second of the threads, from one update to before another.
    private static Func<ReplayObjective, ReplayObjective> Spoiling(long first, long end) => objective => new WatchedObjective(
        objective, after: (_, model, update) =>
        {
            if (update >= first && update < end && Thread.CurrentThread.Name is "learner 1")
            {
                model["critic1"].Gradient.Span[3] = float.NaN;
            }
        });

    private static UpdateTotals Totals(SequentialReplay topology)
    {
        var totals = new UpdateTotals();
        topology.Learner.Statistics.Drain(totals);
        return totals;
    }

    private static double[] Priorities(SequentialReplay topology) =>
        [.. topology.Replay.Content.SelectMany(part => MemoryMarshal.Cast<byte, double>(part.Span).ToArray())];

    private static void AssertClose(ParameterVector expected, ParameterVector actual)
    {
        for (int i = 0; i < expected.Layout.Length; i++)
        {
            float a = expected.Span[i], b = actual.Span[i];
            Assert.True(
                Math.Abs(a - b) <= 2e-6f + 1e-5f * Math.Abs(a),
                string.Create(CultureInfo.InvariantCulture, $"parameter {i}: {a} against {b}"));
        }
    }

    // Without noise on the target's action, which every thread draws for its own rows.
    private static DesignedAlgorithm Td3(Func<ReplayObjective, ReplayObjective>? watch = null) => new(context =>
    {
        ActionBounds bounds = context.ActionBounds("td3");
        ReplayObjective objective = new TwinDelayedPolicyGradient(bounds, 0.05f, null, 2, 0f, 0.5f);
        objective = watch?.Invoke(objective) ?? objective;
        return AgentDesign.For(
            objective, (_, _) => new NoisyActions(bounds, new GaussianNoise(0.1), 50),
            parts => ReplayLearner.Create(parts, objective));
    });

    private static Learner Make(TrainingOptions options, Func<ReplayObjective, ReplayObjective>? watch = null) =>
        new(Td3(watch), "Slider", () => new Slider(0, 1), options);

    private static TrainingOptions Options(int threads) => new()
    {
        Steps = 2_000, Deterministic = true, LearningRate = 0.05, LearningRateSchedule = LearningRateSchedule.Constant,
        Gamma = 0.9,
        MaxGradNorm = 0, Network = new() { Hidden = [16] }, Optimizer = new() { Name = "momentum-sgd", Alpha = 0 },
        Topology = new() { EnvsPerActor = 1 }, Evaluation = new() { Episodes = 0 },
        Replay = new()
        {
            Capacity = 600, LearningStarts = 100, BatchSize = BatchSize, TrainFrequency = 2, Prioritized = true,
            LearnerThreads = threads,
        },
    };
}
