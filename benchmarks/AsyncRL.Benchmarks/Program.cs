using AsyncRL.Benchmarks;
using AsyncRL.Benchmarks.Peers;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

// Before anything is timed: a rival that computes something else proves nothing.
if (args is ["check"])
{
    return LayerCheck.Run();
}

if (args is ["atari", ..])
{
    return AtariFrames.Run(args.AsSpan(1));
}

if (args is ["search"])
{
    return SearchSpeed.Run();
}

if (args is ["gymnasium", ..])
{
    return GymnasiumSteps.Run(args.AsSpan(1));
}

if (args is ["tower"])
{
    return TowerSpeed.Run();
}

if (args is ["connect-four", ..])
{
    return ConnectFourPositions.Run(args.AsSpan(1));
}

if (args is ["connect-four-openings", ..])
{
    return ConnectFourBook.Run(args.AsSpan(1));
}

BenchmarkSwitcher.FromAssembly(typeof(NeuralLayers).Assembly).Run(args, DefaultConfig.Instance.AddFilter(new PeerLibraries()));
return 0;
