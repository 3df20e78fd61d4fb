namespace AsyncRL.Neural;

/// <summary>What a matrix product is added to.</summary>
internal enum GemmStart
{
    /// <summary>Zero: C is overwritten.</summary>
    Zero,

    /// <summary>The same row of biases for every row of C.</summary>
    Bias,

    /// <summary>What C holds.</summary>
    Accumulate,
}
