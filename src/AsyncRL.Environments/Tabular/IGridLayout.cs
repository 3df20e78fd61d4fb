namespace AsyncRL.Environments.Tabular;

/// <summary>
/// A world whose states are the cells of a grid, counted row by row from 0 at the top left, so that values
/// and policies can be shown as a grid.
/// </summary>
public interface IGridLayout
{
    /// <summary>How many rows of cells there are, at least 1.</summary>
    int Rows { get; }

    /// <summary>
    /// How many cells a row has, at least 1; the cell in row r and column c is the state r x <see cref="Columns"/> + c.
    /// </summary>
    int Columns { get; }

    /// <summary>
    /// The arrow of each action, in the order of the actions: <c>^&gt;v&lt;</c> where they are up, right, down, left.
    /// </summary>
    string Arrows { get; }

    /// <summary>
    /// What is shown in place of a cell's value and arrow where no action is chosen, such as <c>#</c> for a wall and
    /// <c>G</c> for the goal; empty for all other cells.
    /// </summary>
    /// <param name="state">The cell's state.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    string CellText(int state);
}
