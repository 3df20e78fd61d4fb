using AsyncRL.Experience;
using AsyncRL.Replay;

namespace AsyncRL.ReplayLearning;

/// <summary>Which of a schema's columns a replay memory keeps.</summary>
internal static class ReplayColumns
{
    /// <summary>The columns of floats that are kept, in the order of the memory's.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="ArgumentException">A column is of another type or belongs to states.</exception>
    public static IEnumerable<Column<float>> Floats(ExperienceSchema schema)
    {
        foreach (Column column in schema.Columns.Where(c => c.Use == ColumnUse.Replayed))
        {
            yield return column is Column<float> { Scope: ColumnScope.Row } floats ? floats : throw new ArgumentException(
                $"The column '{column}' is to be kept in a replay memory, which keeps floats of a step; " +
                "declare it as Column<float> with the scope Row.");
        }
    }

    /// <summary>The memory's columns.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>One for each that is kept.</returns>
    public static IReadOnlyList<ReplayColumn> Of(ExperienceSchema schema) =>
        [.. Floats(schema).Select(c => new ReplayColumn(c.Name, ReplayElement.Float, c.Length))];
}
