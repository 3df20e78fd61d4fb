using AsyncRL.Experience;
using AsyncRL.Play;

namespace AsyncRL.Tests.Play;

/// <summary>Takes the actions 0, 1, 2, 0, ... whatever is observed, and notes which number each is in a column.</summary>
internal sealed class CountingPolicy : Policy
{
    private int count;

    /// <summary>The column that it writes.</summary>
    public static Column<float> Number { get; } = new("number", use: ColumnUse.Played);

    /// <summary>Whether it can act.</summary>
    public bool Ready { get; set; } = true;

    /// <summary>Where schedules were told that the run is.</summary>
    public List<long> Advanced { get; } = new(100_000);

    public override bool IsReady(Rollout rollout) => Ready;

    public override void Advance(long step) => Advanced.Add(step);

    public override void Act(Rollout rollout, int firstSlot, int count)
    {
        for (int slot = firstSlot; slot < firstSlot + count; slot++)
        {
            rollout.Actions[slot] = this.count % rollout.Schema.ChoiceCounts[0];
            rollout[Number][slot] = this.count++;
        }
    }

    public override void Save(BinaryWriter writer) => writer.Write(count);

    public override void Load(BinaryReader reader) => count = reader.ReadInt32();
}
