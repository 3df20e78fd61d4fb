using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Serialization;

namespace AsyncRL.Policies;

/// <summary>
/// Generalized state-dependent exploration ("Smooth exploration for robotic reinforcement learning", Raffin et al. 2022): the
/// noise added before tanh is a linear function of the policy's features, whose weights are drawn again every so many steps. In
/// between it is the same in the same state, so that a policy is tried as a whole instead of shaken at every step.
/// </summary>
/// <remarks>Needs a <see cref="HeadKind.LogDeviation"/> head. Allocates when it first chooses, once.</remarks>
/// <param name="bounds">The actions' bounds.</param>
/// <param name="randomSteps">Global steps that are played uniformly at random first.</param>
/// <param name="environments">Environments of the player.</param>
/// <param name="interval">Steps of an environment from one draw to the next; an episode begins with one. 0 for no other.</param>
public sealed class StateDependentExploration(ActionBounds bounds, long randomSteps, int environments, int interval)
    : BoundedExploration(bounds, randomSteps)
{
    private readonly float[] noise = new float[bounds.Length];
    private readonly int[] age = new int[environments]; // steps with the present draw; 0 where one is due
    private float[] draws = []; // [environment, draw]

    /// <inheritdoc/>
    public override void Stepped(Rollout rollout, int row)
    {
        if (rollout.Terminated[row] || rollout.Truncated[row])
        {
            age[row % rollout.Environments] = 0;
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        writer.Write(draws.Length);
        writer.WriteArray<float>(draws);
        writer.WriteArray<int>(age);
    }

    /// <inheritdoc/>
    public override void Load(BinaryReader reader)
    {
        draws = new float[reader.ReadInt32()];
        reader.ReadArray<float>(draws);
        reader.ReadArray<int>(age);
    }

    /// <inheritdoc/>
    protected override void Choose(Network network, int slot, int environment, Pcg64 random, Span<float> unit)
    {
        int count = network.Description.NoiseDraws(SquashedActions.DeviationHead);
        if (draws.Length == 0)
        {
            draws = new float[count * age.Length];
        }

        Span<float> own = draws.AsSpan(environment * count, count);
        if (age[environment] == 0)
        {
            foreach (ref float draw in own)
            {
                draw = (float)random.Normal();
            }
        }

        age[environment] = interval > 0 ? (age[environment] + 1) % interval : 1;
        network.WriteNoise(slot, SquashedActions.DeviationHead, own, noise);
        ReadOnlySpan<float> mean = network.Output(slot, SquashedActions.MeanHead);
        ReadOnlySpan<float> logDeviation = network.Output(slot, SquashedActions.DeviationHead);
        for (int d = 0; d < unit.Length; d++)
        {
            // What is learned from keeps ln sigma within its limits, and so does what is played.
            float kept = SquashedGaussian.LogDeviation(logDeviation[d]) - logDeviation[d];
            unit[d] = MathF.Tanh(mean[d] + (kept == 0f ? noise[d] : noise[d] * MathF.Exp(kept)));
        }
    }
}
