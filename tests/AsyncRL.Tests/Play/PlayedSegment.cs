using AsyncRL.Experience;
using AsyncRL.Play;

namespace AsyncRL.Tests.Play;

/// <summary>What a player has played of a segment, column by column.</summary>
internal static class PlayedSegment
{
    /// <summary>Copies it.</summary>
    /// <param name="player">The player.</param>
    /// <param name="finals">The final observations of its truncated episodes, one after the other.</param>
    public static Dictionary<string, Array> Of(Player player, IEnumerable<float> finals)
    {
        Rollout rollout = player.Rollout;
        int rows = rollout.Rows, slots = rows + rollout.Environments;
        var segment = new Dictionary<string, Array>
        {
            ["observation"] = Enumerable.Range(0, slots).SelectMany(s => player.Slots.Input(s).ToArray()).ToArray(),
            ["begins"] = Enumerable.Range(0, slots).Select(player.Slots.BeginsSequence).ToArray(),
            ["final_observation"] = finals.ToArray(),
            ["action"] = rollout.Actions[..rows],
            ["reward"] = rollout.Rewards[..rows],
            ["terminated"] = rollout.Terminated[..rows],
            ["truncated"] = rollout.Truncated[..rows],
        };
        foreach (Column column in rollout.Schema.Columns.Where(c => c.Use != ColumnUse.Learning))
        {
            int entries = (column.Scope == ColumnScope.Row ? rows : slots) * column.Length;
            segment[column.Name] = column switch
            {
                Column<float> floats => rollout.Of(floats)[..entries].ToArray(),
                Column<int> integers => rollout.Of(integers)[..entries].ToArray(),
                _ => throw new NotSupportedException($"{column} is of another type."),
            };
        }

        return segment;
    }
}
