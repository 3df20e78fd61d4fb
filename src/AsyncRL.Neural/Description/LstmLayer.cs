namespace AsyncRL.Neural;

/// <summary>
/// A layer of long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gates of Gers et al. 2000); the last
/// hidden layer of its tower. It remembers from one step of a sequence to the next, so a <see cref="Network"/> with one must be
/// told where sequences begin.
/// </summary>
/// <param name="Units">Cells, at least 1.</param>
/// <param name="Horizon">
/// Steps over which the new cells remember, at least 2: their time scales are drawn between 1 and this (Tallec and Ollivier
/// 2018, "Can recurrent neural networks warp time?", equation 16). Null, the default, begins with forget gates biased by 1, which
/// keep a thousandth after 22 steps. A trained network is the same with any.
/// </param>
public sealed record LstmLayer(int Units, int? Horizon = null) : LayerDescription;
