namespace AsyncRL.Neural;

/// <summary>
/// A named tensor inside the flat parameter vector.
/// </summary>
/// <remarks>
/// The vector pads the last dimension to 16 floats, and after a convolution with an odd number of filters it also pads groups of
/// rows, so a view is a matrix of rows with strides. Padding belongs to no view and is zero for ever.
/// </remarks>
/// <param name="Name">For example "conv1.weight" or "logits.bias".</param>
/// <param name="Shape">The tensor's shape without padding, C-order: [out] for a bias, [in, out] for a dense weight, [kernel,
/// kernel, in, out] for a convolution.</param>
/// <param name="Offset">Where its first element lies in the flat vector.</param>
/// <param name="RowStride">Floats between the starts of two rows of a group; a row is the last dimension.</param>
public sealed record ParameterView(string Name, IReadOnlyList<int> Shape, int Offset, int RowStride)
{
    /// <summary>Rows that lie evenly spaced before the next group begins.</summary>
    internal int GroupRows { get; init; } = int.MaxValue;

    /// <summary>Floats between the starts of two groups of rows.</summary>
    internal int GroupStride { get; init; }

    /// <summary>Elements, padding not counted.</summary>
    public int Count { get; } = Shape.Aggregate(1, (product, d) => product * d);

    /// <summary>Rows: the product of all dimensions but the last.</summary>
    public int Rows => Count / RowLength;

    private int RowLength => Shape[^1];

    /// <summary>A row of the tensor where it lies.</summary>
    /// <param name="parameters">The flat vector.</param>
    /// <param name="row">The row, from 0.</param>
    /// <returns>The row [last dimension], to be read or written.</returns>
    public Span<float> Row(Span<float> parameters, int row) => parameters.Slice(RowOffset(row), RowLength);

    /// <summary>Copies the tensor out of a parameter vector.</summary>
    /// <param name="parameters">The flat vector.</param>
    /// <param name="dense">Receives <see cref="Count"/> floats, C-order.</param>
    public void CopyTo(ReadOnlySpan<float> parameters, Span<float> dense)
    {
        for (int row = 0; row < Rows; row++)
        {
            parameters.Slice(RowOffset(row), RowLength).CopyTo(dense[(row * RowLength)..]);
        }
    }

    /// <summary>Copies the tensor into a parameter vector.</summary>
    /// <param name="parameters">The flat vector.</param>
    /// <param name="dense"><see cref="Count"/> floats, C-order.</param>
    public void CopyFrom(Span<float> parameters, ReadOnlySpan<float> dense)
    {
        for (int row = 0; row < Rows; row++)
        {
            dense.Slice(row * RowLength, RowLength).CopyTo(parameters[RowOffset(row)..]);
        }
    }

    private int RowOffset(int row) => GroupRows == int.MaxValue
        ? Offset + row * RowStride
        : Offset + row / GroupRows * GroupStride + row % GroupRows * RowStride;
}
