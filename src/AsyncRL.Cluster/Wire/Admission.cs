namespace AsyncRL.Cluster.Wire;

/// <summary>The learner's answer to an <see cref="Application"/>.</summary>
[GenerateSerializer]
internal sealed record Admission
{
    /// <summary>Whether it is let in.</summary>
    [Id(0)]
    public required Standing Standing { get; init; }

    /// <summary>Why it is not.</summary>
    [Id(1)]
    public string? Refusal { get; init; }

    /// <summary>What it shows with everything that it sends; random.</summary>
    [Id(2)]
    public long Lease { get; init; }

    /// <summary>The numbers of its actors in the run, which their streams of random numbers depend on.</summary>
    [Id(3)]
    public int[] Numbers { get; init; } = [];
}
