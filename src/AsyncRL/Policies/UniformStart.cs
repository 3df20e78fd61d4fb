using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;

namespace AsyncRL.Policies;

/// <summary>
/// Draws actions uniformly among the legal ones in segments that begin in a run's first steps; then another chooses.
/// </summary>
/// <param name="then">Chooses afterwards.</param>
/// <param name="steps">Global steps that are played at random.</param>
public sealed class UniformStart(ActionSelection then, long steps) : ActionSelection
{
    private bool isRandom = steps > 0;

    /// <inheritdoc/>
    public override double ExplorationRate => isRandom ? 1 : then.ExplorationRate;

    /// <inheritdoc/>
    public override void Advance(long step)
    {
        isRandom = step < steps;
        then.Advance(step);
    }

    /// <inheritdoc/>
    public override void Stepped(Rollout rollout, int row) => then.Stepped(rollout, row);

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => then.Save(writer);

    /// <inheritdoc/>
    public override void Load(BinaryReader reader) => then.Load(reader);

    /// <inheritdoc/>
    public override void Choose(Network network, int firstSlot, int count, Rollout rollout, Pcg64 random)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        if (!isRandom)
        {
            then.Choose(network, firstSlot, count, rollout, random);
            return;
        }

        for (int slot = firstSlot; slot < firstSlot + count; slot++)
        {
            Draw(rollout, slot, random);
        }
    }

    private static void Draw(Rollout rollout, int slot, Pcg64 random)
    {
        ExperienceSchema schema = rollout.Schema;
        switch (schema.ActionSpace)
        {
            case Discrete discrete:
                rollout.Actions[slot] = UniformAction.Draw(random, discrete.Count, rollout.Legal(slot));
                break;
            case Box box:
                box.Sample(random, rollout.Action(slot));
                break;
            default:
                UniformAction.Draw(random, (int[])schema.ChoiceCounts, rollout.Legal(slot), rollout.Choices(slot));
                break;
        }
    }
}
