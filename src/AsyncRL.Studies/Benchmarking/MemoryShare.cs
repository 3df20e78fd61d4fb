namespace AsyncRL.Benchmarking;

/// <summary>What an actor cannot do without, in bytes.</summary>
/// <param name="Parameters">One copy of the parameters.</param>
/// <param name="Activations">Inputs and outputs of all layers for the steps of a segment.</param>
/// <param name="Environments">Its environments.</param>
public readonly record struct MemoryShare(long Parameters, long Activations, long Environments)
{
    /// <summary>All of it.</summary>
    public long Sum => Parameters + Activations + Environments;
}
