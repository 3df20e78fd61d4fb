namespace AsyncRL.Cluster.Wire;

/// <summary>A piece of the parameters.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record Piece
{
    /// <summary>Numbers of a piece, at most: 64 KB, below the size from which the runtime collects objects late.</summary>
    public const int Numbers = 16_000;

    /// <summary>How the process that asked stands.</summary>
    [Id(0)]
    public required Standing Standing { get; init; }

    /// <summary>Updates that the parameters hold.</summary>
    [Id(1)]
    public long Version { get; init; }

    /// <summary>Pieces of the whole; 0 where this version is not kept any more.</summary>
    [Id(2)]
    public int Pieces { get; init; }

    /// <summary>The piece.</summary>
    [Id(3)]
    public byte[] Content { get; init; } = [];

    /// <summary>Statistics of the observations, with the first piece; empty unless observations are normalised.</summary>
    [Id(4)]
    public byte[] Moments { get; init; } = [];

    /// <summary>Which refresh of the target network is the newest, with the first piece; 0 where there is none.</summary>
    [Id(5)]
    public long Target { get; init; }
}
