namespace AsyncRL.Neural;

/// <summary>The function a layer applies to its sums.</summary>
public enum Activation
{
    /// <summary>None.</summary>
    Identity,

    /// <summary>max(0, x).</summary>
    ReLU,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,
}
