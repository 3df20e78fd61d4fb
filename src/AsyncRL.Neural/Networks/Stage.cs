namespace AsyncRL.Neural;

/// <summary>
/// One weighted layer as the kernels see it: where its weights lie and how its rows are laid out. Immutable; all memory is handed
/// in.
/// </summary>
internal abstract class Stage
{
    /// <summary>Index of the stage whose outputs it reads; -1 for the network's input.</summary>
    public required int Source { get; init; }

    /// <summary>Where the weights start in the flat vector.</summary>
    public required int WeightOffset { get; init; }

    /// <summary>Where the biases start in the flat vector.</summary>
    public int BiasOffset => WeightOffset + WeightLength;

    /// <summary>Floats of the weights, padding included.</summary>
    public abstract int WeightLength { get; }

    /// <summary>Floats of the biases, padding included.</summary>
    public abstract int BiasLength { get; }

    /// <summary>Floats from one row (one input) of outputs to the next; a multiple of 16.</summary>
    public abstract int OutputStride { get; }

    /// <summary>Floats of scratch memory that a backward pass of up to so many rows needs.</summary>
    public abstract int ScratchLength(int rows);

    /// <summary>Nominal multiply-adds of one row's forward pass, without padding.</summary>
    public abstract long MultiplyAdds { get; }

    /// <summary>Where the stage's parameters end.</summary>
    public int End => BiasOffset + BiasLength;

    protected static int RoundUp(int n) => (n + 15) & ~15;
}
