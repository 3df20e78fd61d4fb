using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>
/// Threads that sum their gradients and apply the sum, each a slice: all elements of a gradient are one whole number, and the
/// rule is plain descent from zero with a learning rate of 1.
/// </summary>
internal interface IJointUpdates
{
    /// <summary>The parameters, which start at zero.</summary>
    ParameterVector Theta { get; }

    /// <summary>Makes updates.</summary>
    /// <param name="updates">How many, at least.</param>
    /// <returns>The sum of the gradients of all threads and updates, of any one element.</returns>
    double Run(int updates);
}
