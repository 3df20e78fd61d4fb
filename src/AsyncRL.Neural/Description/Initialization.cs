namespace AsyncRL.Neural;

/// <summary>How a new network's parameters are drawn.</summary>
public enum Initialization
{
    /// <summary>
    /// Weights and biases uniform in +-1/sqrt(fan-in): Torch's default of 2016, which Mnih et al. 2016 used.
    /// </summary>
    FanInUniform,

    /// <summary>
    /// Orthogonal weights with gain sqrt(2) for hidden layers and <see cref="Head.InitialScale"/> for
    /// heads, biases zero (Saxe et al. 2014).
    /// </summary>
    Orthogonal,
}
