using System.Numerics;
using System.Runtime.InteropServices;

namespace AsyncRL.Atari;

/// <summary>
/// Scales pictures of bytes down: each new pixel is the mean of the area that it covers, rounded to the nearest byte, halves to
/// even. The weights and the order of the float32 sums are those of OpenCV's INTER_AREA, which Gymnasium uses.
/// </summary>
internal sealed class AreaResize
{
    private const double LeastOverlap = 1e-3;

    private readonly int width;
    private readonly int newWidth;
    private readonly Taps[] rows;
    private readonly int[] firsts;     // of each new column, its first old one
    private readonly int[] counts;
    private readonly float[] weights;  // of each new column, the weights of its old ones
    private readonly int most;
    private readonly float[] narrow;
    private readonly float[] sums;

    public AreaResize(int height, int width, int newHeight, int newWidth)
    {
        this.width = width;
        this.newWidth = newWidth;
        rows = Cover(height, newHeight);
        Taps[] columns = Cover(width, newWidth);
        firsts = Array.ConvertAll(columns, c => c.First);
        counts = Array.ConvertAll(columns, c => c.Weights.Length);
        most = counts.Max();
        weights = [.. columns.SelectMany(c => c.Weights.Concat(Enumerable.Repeat(0f, most - c.Weights.Length)))];

        // Whole vectors: what is beyond the last column is added up, and never read.
        int padded = (newWidth + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        narrow = new float[padded];
        sums = new float[padded];
    }

    /// <summary>Scales a picture.</summary>
    /// <param name="picture">The picture [height, width].</param>
    /// <param name="scaled">Receives whole numbers from 0 to 255 [new height, new width].</param>
    public void Write(ReadOnlySpan<byte> picture, Span<float> scaled)
    {
        int narrowed = -1; // the old row that lies in narrow: two new rows may share one
        for (int y = 0; y < rows.Length; y++)
        {
            (int first, float[] shares) = rows[y];
            for (int i = 0; i < shares.Length; i++)
            {
                if (narrowed != first + i)
                {
                    // Games draw most things several lines high.
                    ReadOnlySpan<byte> row = picture.Slice((first + i) * width, width);
                    bool isAsBefore = narrowed >= 0 && row.SequenceEqual(picture.Slice(narrowed * width, width));
                    narrowed = first + i;
                    if (!isAsBefore)
                    {
                        Narrow(row);
                    }
                }

                Add(shares[i], isFirst: i == 0);
            }

            sums.AsSpan(0, newWidth).CopyTo(scaled[(y * newWidth)..]);
            Round(scaled.Slice(y * newWidth, newWidth));
        }
    }

    private void Narrow(ReadOnlySpan<byte> row)
    {
        int weight = 0;
        for (int x = 0; x < newWidth; x++, weight += most)
        {
            float sum = 0;
            int first = firsts[x];
            for (int i = 0; i < counts[x]; i++)
            {
                sum += row[first + i] * weights[weight + i];
            }

            narrow[x] = sum;
        }
    }

    private void Add(float share, bool isFirst)
    {
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(sums.AsSpan());
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(narrow);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = isFirst ? from[i] * share : to[i] + (from[i] * share);
        }
    }

    private static void Round(Span<float> numbers)
    {
        Span<Vector<float>> blocks = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        foreach (ref Vector<float> block in blocks)
        {
            block = Vector.Round(block);
        }

        foreach (ref float rest in numbers[(blocks.Length * Vector<float>.Count)..])
        {
            rest = MathF.Round(rest);
        }
    }

    // The old pixels that each new one covers along an axis, with their shares of it. Slivers below a thousandth do not count.
    private static Taps[] Cover(int from, int to)
    {
        double scale = (double)from / to;
        var taps = new Taps[to];
        for (int i = 0; i < to; i++)
        {
            double begin = i * scale, end = begin + scale, size = Math.Min(scale, from - begin);
            int first = (int)Math.Ceiling(begin), last = Math.Min((int)Math.Floor(end), from - 1);
            first = Math.Min(first, last);
            var shares = new List<float>();
            int start = first;
            if (first - begin > LeastOverlap)
            {
                shares.Add((float)((first - begin) / size));
                start--;
            }

            for (int whole = first; whole < last; whole++)
            {
                shares.Add((float)(1 / size));
            }

            if (end - last > LeastOverlap)
            {
                shares.Add((float)(Math.Min(Math.Min(end - last, 1), size) / size));
            }

            taps[i] = new Taps(start, [.. shares]);
        }

        return taps;
    }

    private sealed record Taps(int First, float[] Weights);
}
