namespace AsyncRL.Neural;

/// <summary>A dense layer whose weight gradient is handed over as its factors.</summary>
/// <param name="Stage">Index of the stage.</param>
/// <param name="Dense">The stage.</param>
/// <param name="DeltaAt">Where the deltas lie in a packed gradient [rows, padded outputs].</param>
/// <param name="InputIndexAt">Where the numbers of the inputs lie that are not left out, as 32-bit integers.</param>
/// <param name="InputAt">Where these inputs lie [rows, inputs not left out].</param>
/// <param name="LeavesOut">Whether inputs that are zero in all rows are left out.</param>
/// <param name="FirstTracked">The first of the layer's rows of weights among all those that may be left out.</param>
internal sealed record PackedLayer(
    int Stage, DenseStage Dense, int DeltaAt, int InputIndexAt, int InputAt, bool LeavesOut, int FirstTracked);
