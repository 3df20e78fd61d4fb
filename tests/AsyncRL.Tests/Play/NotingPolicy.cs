using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Play;

namespace AsyncRL.Tests.Play;

/// <summary>Acts as another policy does, and notes with each action what it is and what was seen.</summary>
/// <param name="acting">Acts.</param>
/// <param name="network">Holds what is seen.</param>
internal sealed class NotingPolicy(Policy acting, Network network) : Policy
{
    /// <summary>The action, and the first number of the network's input.</summary>
    public static Column<float> Noted { get; } = new("noted", use: ColumnUse.Replayed, length: 2);

    public override double ExplorationRate => acting.ExplorationRate;

    /// <summary>Throws unless every row still has the note that belongs to it.</summary>
    /// <param name="rollout">What is learnt from.</param>
    /// <param name="network">The network that learns, whose slots hold what was seen.</param>
    public static void Check(Rollout rollout, Network network)
    {
        Span<float> noted = rollout[Noted];
        for (int row = 0; row < rollout.Rows; row++)
        {
            Assert.Equal((rollout.Actions[row], network.Input(row)[0]), (noted[row * 2], noted[row * 2 + 1]));
        }
    }

    public override void Advance(long step) => acting.Advance(step);

    public override void Act(Rollout rollout, int firstSlot, int count)
    {
        acting.Act(rollout, firstSlot, count);
        for (int slot = firstSlot; slot < firstSlot + count; slot++)
        {
            rollout[Noted][slot * 2] = rollout.Actions[slot];
            rollout[Noted][slot * 2 + 1] = network.Input(slot)[0];
        }
    }

    public override void Stepped(Rollout rollout, int row) => acting.Stepped(rollout, row);

    public override void Save(BinaryWriter writer) => acting.Save(writer);

    public override void Load(BinaryReader reader) => acting.Load(reader);

    public override void Restore(Rollout rollout) => acting.Restore(rollout);
}
