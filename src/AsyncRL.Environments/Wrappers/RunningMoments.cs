using System.Numerics;
using System.Runtime.InteropServices;

namespace AsyncRL.Environments;

/// <summary>
/// Running mean and variance of each element of a stream of vectors (Welford 1962), which can be
/// merged (Chan, Golub and LeVeque 1979).
/// </summary>
/// <param name="length">Elements of a vector.</param>
public sealed class RunningMoments(int length)
{
    private readonly double[] mean = new double[length];
    private readonly double[] squares = new double[length];

    /// <summary>Vectors seen.</summary>
    public long Count { get; private set; }

    /// <summary>Whether nothing in it is infinite or no number.</summary>
    internal bool IsFinite => Count >= 0 && Array.TrueForAll(mean, double.IsFinite) && Array.TrueForAll(squares, double.IsFinite);

    /// <summary>The mean of an element; 0 before any vector was seen.</summary>
    /// <param name="element">The element.</param>
    /// <returns>The mean.</returns>
    public double Mean(int element) => mean[element];

    /// <summary>The variance of an element, over n; 1 before two vectors were seen.</summary>
    /// <param name="element">The element.</param>
    /// <returns>The variance.</returns>
    public double Variance(int element) => Count < 2 ? 1 : squares[element] / Count;

    /// <summary>Adds a vector.</summary>
    /// <param name="vector">The vector.</param>
    public void Add(ReadOnlySpan<float> vector)
    {
        Count++;
        double share = 1.0 / Count;
        int i = 0;
        for (; i <= mean.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(vector[i..]), out Vector<double> low, out Vector<double> high);
            Add(low, i, share);
            Add(high, i + Vector<double>.Count, share);
        }

        for (; i < mean.Length; i++)
        {
            double distance = vector[i] - mean[i];
            mean[i] += distance * share;
            squares[i] += distance * (vector[i] - mean[i]);
        }
    }

    /// <summary>Adds all vectors that another has seen.</summary>
    /// <param name="other">The other, of the same length.</param>
    public void Merge(RunningMoments other)
    {
        if (other.Count == 0)
        {
            return;
        }

        long count = Count + other.Count;
        double share = (double)other.Count / count;
        for (int i = 0; i < mean.Length; i++)
        {
            double distance = other.mean[i] - mean[i];
            mean[i] += distance * share;
            squares[i] += other.squares[i] + distance * distance * Count * share;
        }

        Count = count;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Count = 0;
        mean.AsSpan().Clear();
        squares.AsSpan().Clear();
    }

    /// <summary>Writes the state.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(MemoryMarshal.AsBytes<double>(mean));
        writer.Write(MemoryMarshal.AsBytes<double>(squares));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        Count = reader.ReadInt64();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(mean.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(squares.AsSpan()));
    }

    private void Add(Vector<double> values, int from, double share)
    {
        var means = new Vector<double>(mean, from);
        Vector<double> distance = values - means;
        means += distance * share;
        means.CopyTo(mean, from);
        (new Vector<double>(squares, from) + (distance * (values - means))).CopyTo(squares, from);
    }
}
