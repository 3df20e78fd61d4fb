namespace AsyncRL;

/// <summary>How many variances a Gaussian policy has.</summary>
public enum VarianceOutputs
{
    /// <summary>One for each dimension of the action.</summary>
    PerDimension,

    /// <summary>One for all dimensions (Mnih et al. 2016, supplement 9).</summary>
    Scalar,
}
