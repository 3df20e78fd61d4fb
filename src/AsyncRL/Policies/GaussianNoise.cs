using AsyncRL.Environments;

namespace AsyncRL.Policies;

/// <summary>Independent normal noise at every step (Fujimoto et al. 2018).</summary>
/// <param name="deviation">Standard deviation, in units of the actions' bounds.</param>
public sealed class GaussianNoise(double deviation) : ActionNoise
{
    /// <inheritdoc/>
    public override void Next(int environment, Pcg64 random, Span<float> noise)
    {
        foreach (ref float x in noise)
        {
            x = (float)(deviation * random.Normal());
        }
    }
}
