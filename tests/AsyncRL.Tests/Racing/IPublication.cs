using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>Parameters that one thread updates and others copy.</summary>
internal interface IPublication
{
    /// <summary>Adds 1 to every parameter.</summary>
    void Update();

    /// <summary>Copies what actors play with.</summary>
    /// <param name="to">Receives it.</param>
    /// <returns>Updates that it holds.</returns>
    long CopyTo(ParameterVector to);
}
