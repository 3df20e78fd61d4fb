using System.Numerics;
using System.Runtime.InteropServices;
using AsyncRL.Neural;

namespace AsyncRL.Objectives;

/// <summary>
/// Sums over the gradients of single episodes, for the total variance of the gradient estimate: the trace of its covariance
/// matrix.
/// </summary>
/// <remarks>
/// The value's own parameters (its head, and its tower where the network keeps policy and value apart) are left out, so that
/// methods with and without a value compare. An actor adds, the coordinator takes away, under one lock that is nearly always
/// free. Adding allocates nothing.
/// </remarks>
internal sealed class GradientMoments
{
    // The value's layers, where it has its own, and its head.
    private static readonly string[] ValueParts = ["critic.", "value."];

    private readonly Lock gate = new();
    private readonly ParameterView[] views;
    private readonly float[] dense;
    private readonly double[] sum;
    private double squares;
    private long count;

    /// <summary>Makes sums of nothing.</summary>
    /// <param name="layout">The network's parameters.</param>
    public GradientMoments(ParameterLayout layout)
    {
        views = [.. layout.Views.Where(v => !ValueParts.Any(part => v.Name.StartsWith(part, StringComparison.Ordinal)))];
        dense = new float[views.Sum(v => v.Count)];
        sum = new double[dense.Length];
    }

    /// <summary>
    /// The unbiased estimate of the trace of the covariance, <c>sum_i |g_i - mean|^2 / (n - 1)</c>; NaN of fewer than two
    /// gradients. The parameters change between the episodes, so it also holds how far the true gradient moved meanwhile.
    /// </summary>
    public double TraceOfCovariance
    {
        get
        {
            if (count < 2)
            {
                return double.NaN;
            }

            double squareOfSum = 0;
            foreach (double s in sum)
            {
                squareOfSum += s * s;
            }

            return Math.Max(0, squares - squareOfSum / count) / (count - 1);
        }
    }

    /// <summary>Adds the gradient of one episode.</summary>
    /// <param name="gradient">The gradient, before clipping; finite.</param>
    public void Add(ParameterVector gradient)
    {
        lock (gate)
        {
            int offset = 0;
            foreach (ParameterView view in views)
            {
                view.CopyTo(gradient.Span, dense.AsSpan(offset));
                offset += view.Count;
            }

            AddDense();
            count++;
        }
    }

    // In vectors: a gradient has as many elements as an update, and should cost less.
    private void AddDense()
    {
        Span<Vector<float>> gradients = MemoryMarshal.Cast<float, Vector<float>>(dense.AsSpan());
        Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(sum.AsSpan());
        Vector<double> lowSquares = Vector<double>.Zero, highSquares = Vector<double>.Zero;
        for (int v = 0; v < gradients.Length; v++)
        {
            Vector.Widen(gradients[v], out Vector<double> low, out Vector<double> high);
            sums[2 * v] += low;
            sums[2 * v + 1] += high;
            lowSquares += low * low;
            highSquares += high * high;
        }

        squares += Vector.Sum(lowSquares) + Vector.Sum(highSquares);
        for (int k = gradients.Length * Vector<float>.Count; k < dense.Length; k++)
        {
            double g = dense[k];
            sum[k] += g;
            squares += g * g;
        }
    }

    /// <summary>Moves what was added to another set of sums, which only the caller uses.</summary>
    /// <param name="other">Receives it.</param>
    public void Drain(GradientMoments other)
    {
        lock (gate)
        {
            for (int k = 0; k < sum.Length; k++)
            {
                other.sum[k] += sum[k];
            }

            other.squares += squares;
            other.count += count;
            Clear();
        }
    }

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        Array.Clear(sum);
        squares = 0;
        count = 0;
    }

    /// <summary>Writes the sums to a checkpoint.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        lock (gate)
        {
            writer.Write(count);
            writer.Write(squares);
            foreach (double s in sum)
            {
                writer.Write(s);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        lock (gate)
        {
            count = reader.ReadInt64();
            squares = reader.ReadDouble();
            for (int k = 0; k < sum.Length; k++)
            {
                sum[k] = reader.ReadDouble();
            }
        }
    }
}
