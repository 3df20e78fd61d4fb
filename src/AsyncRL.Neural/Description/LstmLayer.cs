namespace AsyncRL.Neural;

/// <summary>
/// A layer of long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gates of Gers et al. 2000); the last
/// hidden layer of its tower. It remembers from one step of a sequence to the next, so a <see cref="Network"/> with one must be
/// told where sequences begin.
/// </summary>
/// <param name="Units">Cells, at least 1.</param>
public sealed record LstmLayer(int Units) : LayerDescription;
