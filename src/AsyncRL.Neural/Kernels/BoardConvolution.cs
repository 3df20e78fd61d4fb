namespace AsyncRL.Neural;

/// <summary>
/// A convolution over a board whose input has a border as wide as the window reaches, so that every point has a whole window:
/// <c>y[r, c, n] = bias[n] + sum over (k, i) of x[r + k, c, i] w[k * Inner + i, n]</c>.
/// </summary>
/// <remarks>
/// Channels lie last, so what a window covers of a row of the board is contiguous: <c>i</c> runs over it, 3 points of the input's
/// channels for a 3x3 convolution, <c>k</c> over the window's rows. All strides are in floats.
/// </remarks>
/// <param name="Rows">Rows of the board.</param>
/// <param name="Columns">Columns of the board.</param>
/// <param name="KernelRows">Rows of the window.</param>
/// <param name="Inner">Floats that a window covers of a row.</param>
/// <param name="XStride">Step in x from one column to the next: the input's channels.</param>
/// <param name="XRow">Step in x from one row to the next.</param>
/// <param name="N">Channels of y, a multiple of 16; also the step in y from one column to the next.</param>
/// <param name="YRow">Step in y from one row to the next.</param>
internal readonly record struct BoardConvolution(
    int Rows, int Columns, int KernelRows, int Inner, nint XStride, nint XRow, int N, nint YRow)
{
    /// <summary>Rows of the weights.</summary>
    public int Inputs => KernelRows * Inner;
}
