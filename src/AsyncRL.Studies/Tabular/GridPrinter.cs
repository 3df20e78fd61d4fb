using System.Globalization;
using AsyncRL.Environments.Tabular;

namespace AsyncRL.Tabular;

/// <summary>Shows a solution as the grid that its environment is.</summary>
public static class GridPrinter
{
    private const string Gap = "  ";

    /// <summary>The values of the cells to three decimals, a line per row; cells with a text of their own show that.</summary>
    /// <param name="layout">The environment's grid.</param>
    /// <param name="solution">What a method found out about the same environment.</param>
    /// <exception cref="ArgumentException">The solution has not as many states as the grid has cells.</exception>
    public static IReadOnlyList<string> Values(IGridLayout layout, TabularSolution solution) =>
        Lines(layout, solution, s => solution.Values[s].ToString("F3", CultureInfo.InvariantCulture));

    /// <summary>The policy's arrows, a line per row; cells with a text of their own show that.</summary>
    /// <param name="layout">The environment's grid.</param>
    /// <param name="solution">What a method found out about the same environment.</param>
    /// <exception cref="ArgumentException">The solution has not as many states as the grid has cells, or not as many actions as
    /// there are arrows.</exception>
    public static IReadOnlyList<string> Policy(IGridLayout layout, TabularSolution solution)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(solution);
        return layout.Arrows.Length == solution.Actions
            ? Lines(layout, solution, s => layout.Arrows[solution.Policy[s] - solution.FirstAction].ToString())
            : throw new ArgumentException(
                $"The solution has {solution.Actions} actions, but the grid has arrows for {layout.Arrows.Length} " +
                $"({layout.Arrows}); print the solution of the same environment.",
                nameof(solution));
    }

    private static string[] Lines(IGridLayout layout, TabularSolution solution, Func<int, string> cell)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(solution);
        if (solution.States != layout.Rows * layout.Columns)
        {
            throw new ArgumentException(
                $"The solution has {solution.States} states, but the grid has {layout.Rows} x {layout.Columns} cells; " +
                "print the solution of the same environment.", nameof(solution));
        }

        string[] cells =
            [.. Enumerable.Range(0, solution.States).Select(s => layout.CellText(s) is { Length: > 0 } text ? text : cell(s))];
        int width = cells.Max(c => c.Length);
        return [.. cells.Chunk(layout.Columns).Select(row => string.Join(Gap, row.Select(c => c.PadLeft(width))))];
    }
}
