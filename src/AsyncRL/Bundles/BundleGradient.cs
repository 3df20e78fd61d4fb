using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Bundles;

/// <summary>A gradient on its way to the parameter server. Its maker uses one again and again.</summary>
/// <param name="bundle">The bundle's number, from 0.</param>
/// <param name="groups">Groups of the model.</param>
internal sealed class BundleGradient(int bundle, int groups)
{
    /// <summary>The bundle that it is of.</summary>
    public int Bundle { get; } = bundle;

    /// <summary>dLoss/dTheta of the whole model.</summary>
    public ParameterVector Values { get; set; } = null!;

    /// <summary>Updates of the parameters that it was computed with.</summary>
    public long Version { get; set; }

    /// <summary>Its norm before clipping.</summary>
    public float Norm { get; set; }

    /// <summary>The factors that clip the gradient of each group by its norm.</summary>
    public float[] Scales { get; } = new float[groups];

    /// <summary>Sums of its minibatch.</summary>
    public LossSums Losses { get; set; }
}
