namespace AsyncRL.Neural;

/// <summary>Parameters that are updated together, one gradient after another, while they are in the cache.</summary>
/// <param name="First">Where they begin.</param>
/// <param name="Length">Floats.</param>
/// <param name="At">Where their gradient lies in a packed gradient, unless it is factored.</param>
/// <param name="Layer">Index of their factored layer; -1 if their gradient is handed over as it is.</param>
/// <param name="FirstRow">First of their rows of weights in that layer.</param>
/// <param name="Rows">How many.</param>
internal readonly record struct PackedBlock(int First, int Length, int At, int Layer, int FirstRow, int Rows);
