using AsyncRL.Neural;

namespace AsyncRL.Parameters;

/// <summary>Parameters that move on while others copy them.</summary>
internal interface IParameterVersions
{
    /// <summary>Updates that the newest have got.</summary>
    long Version { get; }

    /// <summary>Copies what may be copied now.</summary>
    /// <param name="to">Receives it.</param>
    /// <returns>Updates that it holds.</returns>
    long CopyTo(ParameterVector to);
}
