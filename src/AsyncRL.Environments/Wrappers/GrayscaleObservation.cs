namespace AsyncRL.Environments;

/// <summary>
/// Turns colour images into grey ones: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601). Whole numbers stay whole, rounded.
/// </summary>
public sealed class GrayscaleObservation : ObservationWrapper
{
    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment, with images of three channels.</param>
    /// <exception cref="ArgumentException">Observations are no images of three channels.</exception>
    public GrayscaleObservation(Environment inner)
        : base(inner, Gray(inner))
    {
    }

    /// <inheritdoc/>
    protected override void Transform(Span<float> inner, Span<float> observation, bool begins)
    {
        for (int i = 0; i < observation.Length; i++)
        {
            observation[i] = (0.299f * inner[3 * i]) + (0.587f * inner[(3 * i) + 1]) + (0.114f * inner[(3 * i) + 2]);
        }

        RoundIfWhole(observation);
    }

    private static Box Gray(Environment inner)
    {
        IReadOnlyList<int> shape = ImageShape(inner, nameof(GrayscaleObservation));
        Box box = BoxOf(inner, nameof(GrayscaleObservation));
        return shape[2] == 3
            ? new Box(box.ElementType, box.Low.ToArray().Min(), box.High.ToArray().Max(), shape[0], shape[1], 1)
            : throw new ArgumentException(
                $"GrayscaleObservation needs images of 3 channels, but {inner.GetType().Name} gives {box}.", nameof(inner));
    }
}
