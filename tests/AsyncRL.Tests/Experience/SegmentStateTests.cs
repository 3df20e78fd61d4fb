using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Tests.Play;

namespace AsyncRL.Tests.Experience;

/// <summary>What of a segment's end the next one begins with.</summary>
public sealed class SegmentStateTests
{
    private static readonly Column<float> Seen = new("seen", ColumnScope.Slot, ColumnUse.Played, length: 2);
    private static readonly Column<byte> Done = new("done", ColumnScope.Row, ColumnUse.Played);
    private static readonly Column<int> Scratch = new("scratch", ColumnScope.Slot);

    public static TheoryData<string> Spaces => ["discrete", "choices", "continuous"];

    // The actions of the states after the segment may have been chosen already, as Sarsa does.
    [Theory]
    [MemberData(nameof(Spaces))]
    public void TheStatesAfterItAreTheFirstOnesWithAllThatBelongsToThem(string space)
    {
        const int Lanes = 3, Ticks = 2, Rows = 5; // one row of the last tick was not played
        Space actions = space switch
        {
            "discrete" => new Discrete(1_000),
            "choices" => new MultiDiscrete(1_000, 1_000),
            _ => new Box(-1e6f, 1e6f, 2),
        };
        int maskWidth = space == "continuous" ? 0 : space == "choices" ? 2_000 : 1_000;
        var schema = new ExperienceSchema(new Box(-1e6f, 1e6f, 1), actions, maskWidth, [Seen, Done, Scratch]);
        var rollout = new Rollout(schema, Ticks, Lanes) { Rows = Rows };
        var slots = new ArraySlots((Ticks + 1) * Lanes, 1);
        for (int slot = 0; slot < (Ticks + 1) * Lanes; slot++)
        {
            Note(rollout, slots, slot, slot);
        }

        SegmentState.CarryOver(slots, rollout, []);
        foreach ((int slot, int first) in new[] { (6, 0), (7, 1), (5, 2) })
        {
            var expected = new Rollout(rollout.Schema, Ticks, Lanes);
            Note(expected, new ArraySlots((Ticks + 1) * Lanes, 1), first, slot);
            Assert.Equal(slot, slots.Input(first)[0]);
            Assert.Equal(slot % 2 == 0, slots.BeginsSequence(first));
            Assert.Equal(expected.Actions[first], rollout.Actions[first]);
            Assert.Equal(expected.Choices(first).ToArray(), rollout.Choices(first).ToArray());
            Assert.Equal(expected.Action(first).ToArray(), rollout.Action(first).ToArray());
            Assert.Equal(expected.Legal(first).ToArray(), rollout.Legal(first).ToArray());
            Assert.Equal([slot, -slot], rollout[Seen].Slice(first * 2, 2).ToArray());
        }
    }

    [Fact]
    public void OfColumnsASegmentsCopyAndCheckpointHoldWhatWasPlayed()
    {
        const int Lanes = 2, Ticks = 3, Rows = 3; // the second tick was acted for and half played
        var schema = new ExperienceSchema(new Box(-1e6f, 1e6f, 1), new Discrete(1_000), 0, [Seen, Done, Scratch]);
        var rollout = new Rollout(schema, Ticks, Lanes) { Rows = Rows };
        var slots = new ArraySlots((Ticks + 1) * Lanes, 1);
        for (int slot = 0; slot < (Ticks + 1) * Lanes; slot++)
        {
            Note(rollout, slots, slot, slot + 1);
        }

        using var memory = new MemoryStream();
        rollout.Save(new BinaryWriter(memory));
        memory.Position = 0;
        Rollout copied = new(schema, Ticks, Lanes), loaded = new(schema, Ticks, Lanes);
        copied.CopyFrom(rollout);
        loaded.Load(new BinaryReader(memory));
        Assert.Equal(memory.Length, memory.Position);
        foreach (Rollout found in (Rollout[])[copied, loaded])
        {
            Assert.Equal(Rows, found.Rows);
            Assert.Equal([1, 2, 3, 4, 5, 0, 0, 0], found.Actions);
            Assert.Equal([1, 2, 3, 4, 0, 0], found.Of(Done).ToArray());
            Assert.Equal([1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 0, 0, 0, 0, 0, 0], found[Seen].ToArray());
            Assert.All(found.Of(Scratch).ToArray(), s => Assert.Equal(0, s));
        }
    }

    private static void Note(Rollout rollout, ArraySlots slots, int slot, int number)
    {
        slots.Input(slot)[0] = number;
        slots.BeginSequence(slot, number % 2 == 0);
        rollout.Actions[slot] = number;
        rollout.Choices(slot).Fill(number);
        rollout.Action(slot).Fill(number);
        for (int flag = 0; flag < rollout.MaskWidth; flag++)
        {
            rollout.Legal(slot)[flag] = flag % (number + 2) == 0;
        }

        (rollout[Seen][slot * 2], rollout[Seen][slot * 2 + 1]) = (number, -number);
        rollout.Of(Scratch)[slot] = number;
        if (slot < rollout.Capacity)
        {
            rollout.Of(Done)[slot] = (byte)number;
        }
    }
}
