namespace AsyncRL.Neural;

/// <summary>
/// The windows of a convolution in its input: one per position of the output,
/// <paramref name="KernelSize"/> runs of contiguous floats each.
/// </summary>
/// <param name="KernelSize">Rows of a window.</param>
/// <param name="Run">Floats of one of its rows, all channels.</param>
/// <param name="Pitch">Floats from one row of the input to the next.</param>
/// <param name="Columns">Positions in a row of outputs.</param>
/// <param name="ColumnStep">Floats of input from one position to the next.</param>
/// <param name="RowStep">Floats of input from one row of positions to the next.</param>
internal readonly record struct WindowShape(int KernelSize, int Run, int Pitch, int Columns, int ColumnStep, int RowStep)
{
    /// <summary>Floats of a window.</summary>
    public int Length => KernelSize * Run;
}
