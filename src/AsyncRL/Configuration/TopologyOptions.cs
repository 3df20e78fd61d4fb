namespace AsyncRL;

/// <summary>Who plays, and with how many environments.</summary>
public sealed record TopologyOptions
{
    /// <summary>Actor threads. Default: one a logical processor.</summary>
    [Option("Actor threads; the default is one a logical processor. dqn has one actor.", Min = 1, Max = 4096)]
    public int Threads { get; init; } = System.Environment.ProcessorCount;

    /// <summary>Environments that each actor plays side by side, acted for by one forward pass. Default 8.</summary>
    [Option("Environments that each actor plays side by side, acted for by one forward pass.", Source = "measured: README", Min = 1, Max = 4096)]
    public int EnvsPerActor { get; init; } = 8;
}
