using AsyncRL.Environments;
using AsyncRL.Serialization;

namespace AsyncRL.Policies;

/// <summary>
/// Noise that is correlated in time (Uhlenbeck and Ornstein 1930; Lillicrap et al. 2016, section 7): <c>x += -theta x dt + sigma
/// sqrt(dt) N(0, 1)</c>, from 0 at an episode's beginning. It pushes in one direction for about 1 / (theta dt) steps, which
/// reaches where independent noise never does.
/// </summary>
/// <param name="environments">Environments of the player.</param>
/// <param name="length">Numbers of an action.</param>
/// <param name="sigma">Deviation, in units of the actions' bounds.</param>
/// <param name="theta">Pull towards 0.</param>
/// <param name="dt">Time of a step.</param>
public sealed class OrnsteinUhlenbeckNoise(int environments, int length, double sigma, double theta, double dt) : ActionNoise
{
    private readonly double[] state = new double[environments * length];

    /// <inheritdoc/>
    public override void Next(int environment, Pcg64 random, Span<float> noise)
    {
        Span<double> x = state.AsSpan(environment * length, length);
        double spread = sigma * Math.Sqrt(dt);
        for (int d = 0; d < length; d++)
        {
            x[d] += -theta * x[d] * dt + spread * random.Normal();
            noise[d] = (float)x[d];
        }
    }

    /// <inheritdoc/>
    public override void Reset(int environment) => state.AsSpan(environment * length, length).Clear();

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => writer.WriteArray<double>(state);

    /// <inheritdoc/>
    public override void Load(BinaryReader reader) => reader.ReadArray<double>(state);
}
