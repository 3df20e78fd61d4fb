using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Bundles;

/// <summary>All that a bundle asks of the parameter server, wherever that is. Called by the bundle's thread.</summary>
internal interface IParameterServer
{
    /// <summary>Copies the newest parameters, and the target network's if they are newer than the bundle's.</summary>
    /// <param name="theta">Receives the parameters.</param>
    /// <param name="thetaMinus">Receives the target network's.</param>
    /// <param name="known">Which refresh of the target the bundle has; less than 0 for none.</param>
    /// <returns>What was copied.</returns>
    PulledVersions Pull(ParameterVector theta, ParameterVector thetaMinus, long known);

    /// <summary>Hands a gradient over, to be applied or dropped; the bundle may change it afterwards.</summary>
    /// <param name="gradient">The gradient; finite.</param>
    void Push(BundleGradient gradient);

    /// <summary>Tells of a gradient that is not sent because its loss was an outlier.</summary>
    /// <param name="losses">Sums of its minibatch.</param>
    void DropOutlier(in LossSums losses);

    /// <summary>Tells of a gradient that is not sent because a number in it was not finite.</summary>
    /// <exception cref="Parameters.DivergedException">There were too many in a row.</exception>
    void DropNonfinite();
}
