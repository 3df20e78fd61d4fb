using AsyncRL.Neural;

namespace AsyncRL.Topologies;

/// <summary>What one thread contributes to an update of several: the gradient of its own rows.</summary>
internal interface IGradientShare
{
    /// <summary>The gradient that the thread computed last, of the whole model.</summary>
    ParameterVector Gradient { get; }

    /// <summary>The instance that computed it, which knows the parts that have a gradient.</summary>
    Model Learning { get; }
}
