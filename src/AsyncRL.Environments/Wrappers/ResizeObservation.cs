namespace AsyncRL.Environments;

/// <summary>
/// Scales images to another size. Each new pixel is the mean of the area it covers in the old image, fractions of pixels counted
/// as such. Whole numbers stay whole, rounded.
/// </summary>
public sealed class ResizeObservation : ObservationWrapper
{
    private readonly Span1D[] rows;
    private readonly Span1D[] columns;
    private readonly int oldWidth;
    private readonly int channels;
    private readonly float[] narrow;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment, with images.</param>
    /// <param name="height">Rows of the new images, at least 1.</param>
    /// <param name="width">Pixels per row of the new images, at least 1.</param>
    /// <exception cref="ArgumentException">Observations are no images, or a size is below 1.</exception>
    public ResizeObservation(Environment inner, int height, int width)
        : base(inner, Resized(inner, height, width))
    {
        IReadOnlyList<int> shape = inner.ObservationSpace.Shape;
        (oldWidth, channels) = (shape[1], shape[2]);
        rows = Span1D.Cover(shape[0], height);
        columns = Span1D.Cover(shape[1], width);
        narrow = new float[shape[0] * width * channels];
    }

    /// <inheritdoc/>
    protected override void Transform(Span<float> inner, Span<float> observation, bool begins)
    {
        // First along the rows, then along the columns: the mean over an area is the mean of the means over its rows.
        int oldHeight = inner.Length / (oldWidth * channels);
        for (int y = 0; y < oldHeight; y++)
        {
            for (int x = 0; x < columns.Length; x++)
            {
                for (int c = 0; c < channels; c++)
                {
                    float sum = 0;
                    ReadOnlySpan<float> weights = columns[x].Weights;
                    for (int i = 0; i < weights.Length; i++)
                    {
                        sum += weights[i] * inner[(((y * oldWidth) + columns[x].First + i) * channels) + c];
                    }

                    narrow[(((y * columns.Length) + x) * channels) + c] = sum;
                }
            }
        }

        int pitch = columns.Length * channels;
        for (int y = 0; y < rows.Length; y++)
        {
            ReadOnlySpan<float> weights = rows[y].Weights;
            for (int x = 0; x < pitch; x++)
            {
                float sum = 0;
                for (int i = 0; i < weights.Length; i++)
                {
                    sum += weights[i] * narrow[((rows[y].First + i) * pitch) + x];
                }

                observation[(y * pitch) + x] = sum;
            }
        }

        RoundIfWhole(observation);
    }

    private static Box Resized(Environment inner, int height, int width)
    {
        IReadOnlyList<int> shape = ImageShape(inner, nameof(ResizeObservation));
        Box box = BoxOf(inner, nameof(ResizeObservation));
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return new Box(box.ElementType, box.Low.ToArray().Min(), box.High.ToArray().Max(), height, width, shape[2]);
    }

    // The old pixels that one new pixel covers along an axis, and the share of each; the shares sum to 1.
    private sealed record Span1D(int First, float[] Weights)
    {
        public static Span1D[] Cover(int from, int to)
        {
            var spans = new Span1D[to];
            for (int i = 0; i < to; i++)
            {
                double start = (double)i * from / to, end = (double)(i + 1) * from / to;
                int first = (int)start, last = Math.Min(from - 1, (int)Math.Ceiling(end) - 1);
                var weights = new float[last - first + 1];
                for (int j = first; j <= last; j++)
                {
                    weights[j - first] = (float)((Math.Min(end, j + 1) - Math.Max(start, j)) / (end - start));
                }

                spans[i] = new Span1D(first, weights);
            }

            return spans;
        }
    }
}
