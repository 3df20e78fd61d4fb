using AsyncRL.Bundles;
using AsyncRL.Neural;
using AsyncRL.Tests.Bundles;

namespace AsyncRL.Tests.Racing;

/// <summary><see cref="ParameterServer"/>, under what races need.</summary>
internal sealed class RealServer : IServer
{
    private readonly ServerRun run;
    private readonly BundleGradient[] gradients;

    public RealServer(int bundles, int shards)
    {
        run = new ServerRun(new() { Shards = shards, MaxStaleness = 0, TargetUpdates = 7 });
        run.Theta.Clear();
        gradients = [.. Enumerable.Range(0, bundles).Select(n => run.Filled(0, 0, n))];
        Shards = [.. ParameterShard.Cut(run.Length, shards).Select(s => (s.First, s.Length))];
    }

    public int Length => run.Length;

    public IReadOnlyList<(int First, int Length)> Shards { get; }

    public float[] Theta => run.Theta.Span.ToArray();

    public void Push(int bundle, float value)
    {
        gradients[bundle].Values.Span.Fill(value);
        run.Server.Push(gradients[bundle]);
    }

    public long Pull(float[] to)
    {
        var copy = new ParameterVector(run.Theta.Layout);
        long version = run.Server.CopyTo(copy);
        copy.Span.CopyTo(to);
        return version;
    }
}
