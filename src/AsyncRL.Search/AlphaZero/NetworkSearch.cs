using AsyncRL.Search.Games;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.AlphaZero;

/// <summary>The searches that alphazero plays with.</summary>
internal static class NetworkSearch
{
    // A node's children are made with its first visit; kept subtrees and roots of many moves need room besides.
    private const int NodesToSpare = 1_000;

    /// <summary>How to go down a tree, as the options say.</summary>
    public static TreePolicy PolicyOf(AlphaZeroOptions options) => options.Search == AlphaZeroSearch.Gumbel
        ? new GumbelAlphaZero
        {
            Considered = options.Considered,
            VisitScale = (float)options.CVisit,
            ValueScale = (float)options.CScale,
        }
        : new Puct
        {
            Exploration = (float)options.CPuct,
            NoiseShare = (float)options.NoiseShare,
            NoiseConcentration = (float)options.NoiseTotal,
            ForcedPlayouts = (float)options.ForcedPlayouts,
            FirstPlay = FirstPlay.Reduced,
        };

    /// <summary>Nodes that a search of so many simulations takes at most, without any that it keeps from the search
    /// before.</summary>
    public static int NodesFor(Game game, long simulations) =>
        (int)Math.Clamp(((double)simulations + 1) * game.Moves * 2 + NodesToSpare, NodesToSpare, 10_000_000);
}
