using System.Runtime.CompilerServices;

namespace AsyncRL.Search.Trees;

/// <summary>
/// The nodes of a tree in one array that is made once. Siblings lie side by side. Index 0 is no node, 1 is the root. Space is
/// handed out by an interlocked counter and never given back; where none is left, the tree stops growing and simulations go on.
/// </summary>
internal sealed class NodeArena
{
    public const int Root = 1;

    private readonly Node[] nodes;
    private readonly RaveStatistics[] rave;
    private int used;
    private volatile bool full;

    public NodeArena(int capacity, bool usesRave)
    {
        nodes = new Node[capacity];
        rave = usesRave ? new RaveStatistics[capacity] : [];
        Clear();
    }

    public int Capacity => nodes.Length;

    public int Used => Math.Min(Volatile.Read(ref used), nodes.Length);

    /// <summary>Whether space was asked for and refused since the tree was begun.</summary>
    public bool IsFull => full;

    public ref Node this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref nodes[index];
    }

    public Span<Node> ChildrenOf(in Node node) =>
        Volatile.Read(in node.FirstChild) is var first and > 0 ? nodes.AsSpan(first, node.Children) : default;

    /// <summary>RAVE of a node's children, in their order; empty in a search without.</summary>
    public Span<RaveStatistics> RaveOfChildren(in Node node) =>
        Volatile.Read(in node.FirstChild) is var first and > 0 ? RaveOf(first, node.Children) : default;

    public Span<RaveStatistics> RaveOf(int first, int count) => rave.Length > 0 ? rave.AsSpan(first, count) : default;

    public Span<Node> SpanOf(int first, int count) => nodes.AsSpan(first, count);

    /// <summary>Forgets the tree; a root without children is left.</summary>
    public void Clear()
    {
        nodes[Root] = new Node { Move = -1 };
        used = Root + 1;
        full = false;
    }

    /// <summary>Takes space for siblings; their old contents are theirs to overwrite.</summary>
    /// <returns>The first, or 0 where there is no room.</returns>
    public int Take(int count)
    {
        // Full is full: the counter must not run on and overflow.
        if (Volatile.Read(ref used) + count <= nodes.Length
            && Interlocked.Add(ref used, count) is var end && end <= nodes.Length)
        {
            return end - count;
        }

        full = true;
        return 0;
    }

    /// <summary>Copies a subtree of another tree here and makes its top the root.</summary>
    public void TakeOver(NodeArena other, int top)
    {
        nodes[Root] = other.nodes[top];
        used = Root + 1;
        full = false;

        // In breadth: every node that was copied is visited once, and its children are copied behind the last.
        for (int index = Root; index < used; index++)
        {
            ref Node node = ref nodes[index];
            node.Pending = 0;
            if (node.FirstChild <= 0)
            {
                node.FirstChild = Node.None;
            }
            else
            {
                int first = Take(node.Children);
                if (first > 0)
                {
                    other.nodes.AsSpan(node.FirstChild, node.Children).CopyTo(nodes.AsSpan(first));
                    other.RaveOfChildren(in node).CopyTo(RaveOf(first, node.Children));
                }

                node.FirstChild = first;
            }
        }
    }
}
