using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Policies;

namespace AsyncRL.Play;

/// <summary>
/// Acts on a network's outputs: one forward pass for all environments of a player, in the very slots that learning reads.
/// </summary>
/// <param name="network">The network, whose slots hold the observations.</param>
/// <param name="selection">Turns outputs into actions.</param>
/// <param name="random">The player's own generator.</param>
public sealed class NetworkPolicy(Network network, ActionSelection selection, Pcg64 random) : Policy
{
    private bool chosenAhead;

    /// <inheritdoc/>
    public override double ExplorationRate => selection.ExplorationRate;

    /// <inheritdoc/>
    public override void Advance(long step) => selection.Advance(step);

    /// <inheritdoc/>
    public override void Act(Rollout rollout, int firstSlot, int count)
    {
        network.Forward(firstSlot, count);
        if (!chosenAhead)
        {
            selection.Choose(network, firstSlot, count, rollout, random);
        }

        chosenAhead = false;
    }

    /// <summary>Chooses actions of slots that are already forwarded, for learning that needs to know them (Sarsa).</summary>
    /// <param name="rollout">Receives the actions.</param>
    /// <param name="firstSlot">First slot.</param>
    /// <param name="count">How many.</param>
    public void Choose(Rollout rollout, int firstSlot, int count) => selection.Choose(network, firstSlot, count, rollout, random);

    /// <summary>Says that the actions of the next tick were chosen already, by <see cref="Choose"/>.</summary>
    public void KeepChosen() => chosenAhead = true;

    /// <inheritdoc/>
    public override void Stepped(Rollout rollout, int row) => selection.Stepped(rollout, row);

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        random.Save(writer);
        selection.Save(writer);
        writer.Write(chosenAhead);
    }

    /// <inheritdoc/>
    public override void Load(BinaryReader reader)
    {
        random.Load(reader);
        selection.Load(reader);
        chosenAhead = reader.ReadBoolean();
    }

    /// <inheritdoc/>
    public override void Restore(Rollout rollout)
    {
        for (int first = 0; first < rollout.Rows; first += rollout.Environments)
        {
            network.Forward(first, rollout.Environments);
        }
    }
}
