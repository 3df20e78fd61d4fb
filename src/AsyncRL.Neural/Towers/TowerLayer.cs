namespace AsyncRL.Neural;

/// <summary>Where a layer of a board tower lies in the parameter vector.</summary>
/// <param name="Offset">Where its weights start.</param>
/// <param name="Inputs">Rows of its weights: the floats that an output reads.</param>
/// <param name="Outputs">Outputs, padding not counted.</param>
/// <param name="Stride">Floats from one row of weights to the next: 1 for a layer of one output, else a multiple of 16.</param>
internal sealed record TowerLayer(int Offset, int Inputs, int Outputs, int Stride)
{
    /// <summary>Where its biases start, if it has any.</summary>
    /// <exception cref="OverflowException">That is beyond the longest array.</exception>
    public int Bias => checked(Offset + NetworkDescription.RoundUp(Inputs * Stride));
}
