using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>An older copy of theta that is refreshed while others read it.</summary>
internal interface ITarget
{
    /// <summary>Takes hold of the published copy.</summary>
    /// <returns>The copy, and what lets go of it.</returns>
    (ParameterVector Parameters, Action Release) Acquire();

    /// <summary>Publishes theta as it is. One thread at a time.</summary>
    /// <param name="number">Number of the refresh, from 1.</param>
    void Refresh(int number);
}
