using System.Numerics;
using System.Runtime.InteropServices;

namespace AsyncRL.Replay;

/// <summary>
/// Non-negative weights whose sum, and the index at which a running sum passes a value, are found in logarithmic time
/// (Schaul et al. 2016, appendix B.2.1).
/// </summary>
public sealed class SumTree
{
    // Node i has the children 2 i and 2 i + 1; the leaves are the second half. Every inner node is the sum of its children,
    // computed from scratch and so without drift.
    private readonly double[] nodes;
    private readonly int leaves;

    /// <summary>Makes a tree of zeros.</summary>
    /// <param name="count">Weights, at least 1, at most 2^29.</param>
    public SumTree(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1 << 29);
        Count = (int)count;
        leaves = (int)BitOperations.RoundUpToPowerOf2((uint)count);
        nodes = new double[2 * leaves];
    }

    /// <summary>Number of weights.</summary>
    public int Count { get; }

    /// <summary>Sum of all weights.</summary>
    public double Total => nodes[1];

    /// <summary>One weight.</summary>
    /// <param name="index">Its index.</param>
    public double this[long index]
    {
        get => nodes[leaves + index];
        set
        {
            long node = leaves + index;
            nodes[node] = value;
            for (node /= 2; node >= 1; node /= 2)
            {
                nodes[node] = nodes[2 * node] + nodes[2 * node + 1];
            }
        }
    }

    /// <summary>Bytes that a tree takes.</summary>
    /// <param name="count">Weights.</param>
    /// <returns>Bytes.</returns>
    public static long BytesFor(long count) => 16L * (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(1, count));

    /// <summary>The index at which the running sum of the weights passes a value. A weight of zero is never found.</summary>
    /// <param name="value">From 0 to below <see cref="Total"/>, which must be positive.</param>
    /// <returns>The index.</returns>
    public int Find(double value)
    {
        int node = 1;
        while (node < leaves)
        {
            node *= 2;

            // Rounding can leave a value at or beyond the sum of a side; an empty side is never entered.
            if (value >= nodes[node] && nodes[node + 1] > 0)
            {
                value -= nodes[node];
                node++;
            }
        }

        return node - leaves;
    }

    /// <summary>
    /// The weights as bytes, to be saved or restored without a copy; after restoring call <see cref="Rebuild"/>.
    /// </summary>
    internal Memory<byte> Content => new LeafBytes(nodes, leaves, Count).Memory;

    /// <summary>Computes the sums again from the weights.</summary>
    internal void Rebuild()
    {
        for (int node = leaves - 1; node >= 1; node--)
        {
            nodes[node] = nodes[2 * node] + nodes[2 * node + 1];
        }
    }

    // An array of doubles seen as bytes.
    private sealed class LeafBytes(double[] nodes, int first, int count) : System.Buffers.MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(nodes.AsSpan(first, count));

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) =>
            throw new NotSupportedException("The weights of a sum tree are not pinned.");

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
