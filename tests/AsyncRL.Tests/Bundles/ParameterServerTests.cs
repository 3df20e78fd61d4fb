using AsyncRL.Bundles;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Tests.Bundles;

public sealed class ParameterServerTests
{
    [Theory]
    [InlineData("adagrad", 1)]
    [InlineData("adagrad", 5)]
    [InlineData("shared-rmsprop", 3)]
    [InlineData("rmsprop", 4)]
    [InlineData("adam", 7)]
    public void InAnyNumberOfShardsGradientsDoWhatTheOptimizerDoesWithTheWhole(string rule, int shards)
    {
        var optimizer = new OptimizerOptions { Name = rule, Epsilon = 1e-3 };
        var run = new ServerRun(new() { Shards = shards }, optimizer, rate: 0.01);
        var theta = new ParameterVector(run.Theta.Layout);
        theta.CopyFrom(run.Theta);
        Optimizer whole = OptimizerBuilder.Build(optimizer);
        OptimizerState state = whole.CreateState(theta.Layout);
        var random = new Random(3);
        for (int n = 0; n < 5; n++)
        {
            BundleGradient gradient = run.Draw(random, version: n, bundle: n);
            gradient.Scales[0] = 0.5f + 0.1f * n;
            Assert.True(run.Server.Push(gradient));
            whole.Apply(theta, state, gradient.Values, 0.01f, gradient.Scales[0]);
        }

        Assert.Equal(theta.Span.ToArray(), run.Theta.Span.ToArray());
        Assert.Equal(state.Vectors[0].Values.Span.ToArray(), run.Server.Statistics.Vectors[0].Values.Span.ToArray());
        Assert.Equal(5, run.Server.Version);
    }

    [Fact]
    public void AStaleGradientIsDroppedWholeAndCounted()
    {
        float[] right = Play(new NaiveServer(most: 3), out int stale), wrong = Play(new NaiveServer(most: 0), out int none);
        Assert.InRange(stale, 10, 190);
        Assert.Equal(0, none);
        var run = new ServerRun(new() { Shards = 3, MaxStaleness = 3 });
        run.Theta.Clear();
        float[] found = Play(run);
        Assert.Equal(stale, run.Server.StaleDiscarded);
        Assert.Equal(200 - stale, run.Server.Version);
        Assert.Equal(right, found);

        // Of a server that applies all of them.
        Assert.NotEqual(wrong, found);
    }

    [Fact]
    public void AGradientOfParametersThatTheServerNeverHadIsDropped()
    {
        var run = new ServerRun(new() { MaxStaleness = 0 });
        float[] before = run.Theta.Span.ToArray();
        Assert.False(run.Server.Push(run.Filled(1, version: 1)));
        Assert.Equal(before, run.Theta.Span.ToArray());
        Assert.Equal(1, run.Server.StaleDiscarded);
    }

    [Fact]
    public void TheTargetIsRefreshedAfterSoManyUpdatesAndNotByGradientsThatAreDropped()
    {
        var run = new ServerRun(new() { TargetUpdates = 3, MaxStaleness = 1 });
        var theta = new ParameterVector(run.Theta.Layout);
        var thetaMinus = new ParameterVector(run.Theta.Layout);
        float[] initial = run.Theta.Span.ToArray();
        PulledVersions pulled = run.Server.Pull(theta, thetaMinus, -1);
        Assert.True(run.Server.Push(run.Filled(1, version: 0)));
        Assert.True(run.Server.Push(run.Filled(1, version: 0)));
        Assert.False(run.Server.Push(run.Filled(1, version: 0)));
        pulled = run.Server.Pull(theta, thetaMinus, pulled.Target);
        Assert.Equal(initial, thetaMinus.Span.ToArray());
        Assert.Equal(run.Theta.Span.ToArray(), theta.Span.ToArray());

        Assert.True(run.Server.Push(run.Filled(1, version: 2)));
        float[] third = run.Theta.Span.ToArray();
        Assert.True(run.Server.Push(run.Filled(1, version: 3)));
        pulled = run.Server.Pull(theta, thetaMinus, pulled.Target);
        Assert.Equal(third, thetaMinus.Span.ToArray());
        Assert.Equal(4, pulled.Theta);
        Assert.Equal(run.Server.TargetVersion, pulled.Target);
    }

    [Fact]
    public void APullLeavesATargetThatIsNotNewerAlone()
    {
        var run = new ServerRun(new() { TargetUpdates = 100 });
        ParameterVector theta = new(run.Theta.Layout), thetaMinus = new(run.Theta.Layout);
        PulledVersions pulled = run.Server.Pull(theta, thetaMinus, -1);
        thetaMinus.Span.Fill(7);
        Assert.Equal(pulled, run.Server.Pull(theta, thetaMinus, pulled.Target));
        Assert.All(thetaMinus.Span.ToArray(), x => Assert.Equal(7, x));
    }

    [Fact]
    public void WhatIsSavedGoesOn()
    {
        ServerRun first = new(new() { MaxStaleness = 1 }), second = new(new() { MaxStaleness = 1 });
        for (int n = 0; n < 4; n++)
        {
            first.Server.Push(first.Filled(1, 0));
        }

        first.Server.DropOutlier(new LossSums(1));
        using var stream = new MemoryStream();
        first.Server.Save(new BinaryWriter(stream));
        stream.Position = 0;
        second.Learner.Shared.Updates = first.Learner.Shared.Updates;
        second.Server.Load(new BinaryReader(stream));
        Assert.Equal((2, 2, 1), (second.Server.Version, second.Server.StaleDiscarded, second.Server.OutliersDiscarded));
        Assert.Equal(2, second.Server.CopyTo(new ParameterVector(second.Theta.Layout)));
        Assert.True(second.Server.Push(second.Filled(1, 1)));
        Assert.False(second.Server.Push(second.Filled(1, 1)));
    }

    [Fact]
    public void AServerThatIsClosedAppliesNothingAndCountsNothing()
    {
        var run = new ServerRun(new());
        float[] before = run.Theta.Span.ToArray();
        run.Server.Close();
        Assert.False(run.Server.Push(run.Filled(1, 0)));
        Assert.Equal(before, run.Theta.Span.ToArray());
        Assert.Equal((0, 0), (run.Server.Version, run.Server.StaleDiscarded));
    }

    // The same gradients, from parameters of the same age.
    private static float[] Play(NaiveServer server, out int stale)
    {
        float[] theta = new float[new ServerRun(new()).Length];
        stale = 0;
        long updates = 0;
        var random = new Random(11);
        var run = new ServerRun(new());
        for (int n = 0; n < 200; n++)
        {
            long version = Math.Max(0, updates - random.Next(0, 7));
            float[] gradient = run.Draw(random, version).Values.Span.ToArray();
            bool applied = server.Apply(theta, gradient, updates, version);
            updates += applied ? 1 : 0;
            stale += applied ? 0 : 1;
        }

        return theta;
    }

    private static float[] Play(ServerRun run)
    {
        var random = new Random(11);
        for (int n = 0; n < 200; n++)
        {
            long version = Math.Max(0, run.Server.Version - random.Next(0, 7));
            run.Server.Push(run.Draw(random, version));
        }

        return run.Theta.Span.ToArray();
    }

    // theta -= gradient, unless it is too old.
    private sealed class NaiveServer(long most)
    {
        public bool Apply(float[] theta, float[] gradient, long updates, long version)
        {
            if (most > 0 && updates - version > most)
            {
                return false;
            }

            for (int i = 0; i < theta.Length; i++)
            {
                theta[i] -= gradient[i];
            }

            return true;
        }
    }
}
