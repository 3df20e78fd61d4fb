namespace AsyncRL.Neural;

/// <summary>
/// A 3x3 convolution over a board by Winograd's minimal filtering F(3x3, 3x3) (Lavin and Gray 2016, section 4.1): tiles of 3 x 3
/// outputs from 5 x 5 inputs, Y = A^T [(G g G^T) * (B^T d B)] A, where * is a matrix product over the channels for each of 25
/// elements. It takes 25 products where the window's sum takes 81, and rounds a little more.
/// </summary>
/// <remarks>
/// Of the points 0, 1, -1, 2 and infinity, the rows of the matrices are
/// <c>B^T: (2 -1 -2 1 0), (0 -2 -1 1 0), (0 2 -3 1 0), (0 -1 0 1 0), (0 2 -1 -2 1)</c>,
/// <c>G: (1/2 0 0), (-1/2 -1/2 -1/2), (-1/6 1/6 -1/6), (1/6 1/3 2/3), (0 0 1)</c> and
/// <c>A^T: (1 1 1 1 0), (0 1 -1 2 0), (0 1 1 4 1)</c>.
/// The board lies in memory as for <see cref="BoardConvolution"/>, with zeros as far as the last tiles reach.
/// </remarks>
/// <param name="Rows">Rows of the board.</param>
/// <param name="Columns">Columns of the board.</param>
/// <param name="RowPoints">Points from one row of the board to the next in memory.</param>
/// <param name="Inputs">Channels of the input; a multiple of 16.</param>
/// <param name="Outputs">Channels of the output; a multiple of 16.</param>
internal readonly record struct WinogradShape(int Rows, int Columns, int RowPoints, int Inputs, int Outputs)
{
    /// <summary>Rows and columns of a tile's outputs.</summary>
    public const int Tile = 3;

    /// <summary>Rows and columns of a tile's inputs.</summary>
    public const int Window = 5;

    /// <summary>Matrix products.</summary>
    public const int Elements = Window * Window;

    public int TileRows => (Rows + Tile - 1) / Tile;

    public int TileColumns => (Columns + Tile - 1) / Tile;

    public int Tiles => TileRows * TileColumns;

    /// <summary>
    /// Whether it pays on a board: a third fewer products at least, and enough tiles to keep the multiply-adds busy.
    /// </summary>
    public bool IsFaster => Tiles >= 4 && 3 * Elements * Tiles <= 2 * 9 * Rows * Columns;
}
