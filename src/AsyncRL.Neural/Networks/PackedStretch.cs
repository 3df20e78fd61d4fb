namespace AsyncRL.Neural;

/// <summary>A stretch of the gradient that is handed over as it is.</summary>
/// <param name="First">Where it begins among the parameters.</param>
/// <param name="Length">Floats.</param>
/// <param name="At">Where it lies in a packed gradient.</param>
internal readonly record struct PackedStretch(int First, int Length, int At);
