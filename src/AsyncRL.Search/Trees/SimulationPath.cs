using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>One simulation on its way: the nodes it went through, and the leaf it came to.</summary>
internal sealed class SimulationPath(Game game)
{
    /// <summary>The nodes, the root first.</summary>
    public readonly int[] Nodes = new int[game.LongestGame + 2];

    /// <summary>Who made the move that leads to each node; of the root, who is not to move.</summary>
    public readonly sbyte[] Movers = new sbyte[game.LongestGame + 2];

    /// <summary>How many nodes there are.</summary>
    public int Length;

    public Leaf Leaf { get; } = new(game);

    public void Begin(int player)
    {
        Length = 0;
        Add(NodeArena.Root, game.Players == 1 ? 0 : 1 - player);
    }

    public void Add(int node, int mover)
    {
        Nodes[Length] = node;
        Movers[Length] = (sbyte)mover;
        Length++;
    }
}
