using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Play;

namespace AsyncRL.Tests.Play;

/// <summary>
/// A manager that sets a goal for a worker: a point of the plane, drawn again every so many steps of an environment and when an
/// episode begins. The worker acts on what is observed and the goal.
/// </summary>
/// <remarks>
/// The worker's network has slots of its own, which are filled when it acts: observations come from the player's. Of a segment
/// that was loaded they are filled again from the observations and the column of goals.
/// </remarks>
/// <param name="observations">The player's slots.</param>
/// <param name="worker">Acts on the network.</param>
/// <param name="network">Reads an observation and behind it the goal.</param>
/// <param name="environments">Environments of the player.</param>
/// <param name="interval">Steps that a goal stands.</param>
/// <param name="random">What goals are drawn with.</param>
internal sealed class ManagerPolicy(
    ISequenceSlots observations, NetworkPolicy worker, Network network, int environments, int interval, Pcg64 random) : Policy
{
    private readonly float[] goals = new float[environments * 2];
    private readonly int[] left = new int[environments];

    /// <summary>The goal that an action was chosen for.</summary>
    public static Column<float> Goal { get; } = new("goal", use: ColumnUse.Played, length: 2);

    public override double ExplorationRate => worker.ExplorationRate;

    public override void Advance(long step) => worker.Advance(step);

    public override void Act(Rollout rollout, int firstSlot, int count)
    {
        for (int slot = firstSlot; slot < firstSlot + count; slot++)
        {
            int lane = slot % environments;
            if (left[lane] == 0)
            {
                left[lane] = interval;
                goals[lane * 2] = (float)random.NextDouble();
                goals[lane * 2 + 1] = (float)random.NextDouble();
            }

            goals.AsSpan(lane * 2, 2).CopyTo(rollout[Goal].Slice(slot * 2, 2));
            Show(rollout, slot);
        }

        worker.Act(rollout, firstSlot, count);
    }

    public override void Stepped(Rollout rollout, int row)
    {
        worker.Stepped(rollout, row);
        int lane = row % environments;
        left[lane] = rollout.Terminated[row] || rollout.Truncated[row] ? 0 : left[lane] - 1;
    }

    public override void Save(BinaryWriter writer)
    {
        worker.Save(writer);
        random.Save(writer);
        for (int lane = 0; lane < environments; lane++)
        {
            writer.Write(goals[lane * 2]);
            writer.Write(goals[lane * 2 + 1]);
            writer.Write(left[lane]);
        }
    }

    public override void Load(BinaryReader reader)
    {
        worker.Load(reader);
        random.Load(reader);
        for (int lane = 0; lane < environments; lane++)
        {
            goals[lane * 2] = reader.ReadSingle();
            goals[lane * 2 + 1] = reader.ReadSingle();
            left[lane] = reader.ReadInt32();
        }
    }

    public override void Restore(Rollout rollout)
    {
        // Whole ticks: of the last one the rows to come were acted for too.
        int ticks = (rollout.Rows + environments - 1) / environments;
        for (int slot = 0; slot < ticks * environments; slot++)
        {
            Show(rollout, slot);
        }

        worker.Restore(rollout);
    }

    private void Show(Rollout rollout, int slot)
    {
        Span<float> input = network.Input(slot);
        observations.Input(slot).CopyTo(input);
        rollout[Goal].Slice(slot * 2, 2).CopyTo(input[^2..]);
        network.BeginSequence(slot, observations.BeginsSequence(slot));
    }
}
