using AsyncRL.Environments;

namespace AsyncRL.Observations;

/// <summary>
/// How an observation becomes the input of a network: real numbers as they are, every choice one-hot, and for a network with
/// convolutions the image first and what accompanies it behind. Immutable and safe to share.
/// </summary>
/// <remarks>Bytes are scaled by their bounds, so that the network reads 0 to 1 whether they go to 255 or to 1.</remarks>
public sealed class ObservationEncoding
{
    private readonly Space space;
    private readonly SpacePart[] parts; // in the order of the network's input
    private readonly ByteScale?[] scales; // of the same parts; null where numbers are read as they are

    /// <summary>Makes the encoding.</summary>
    /// <param name="space">The observation space.</param>
    /// <param name="convolves">Whether the network starts with convolutions, and so needs an image.</param>
    /// <exception cref="ArgumentException">It needs an image, and there is none, or more than one.</exception>
    public ObservationEncoding(Space space, bool convolves)
    {
        ArgumentNullException.ThrowIfNull(space);
        this.space = space;
        InputShape = [space.FlatLength];
        parts = space is CompositeSpace composite ? [.. composite.Parts] : [new SpacePart(string.Empty, space, 0)];
        if (convolves)
        {
            SpacePart image = FindImage();
            parts = [image, .. parts.Where(p => p != image)];
            InputShape = ShapeOf(image.Space);
            ExtraInputs = space.FlatLength - image.Space.Length;
        }

        ImageShape = convolves ? InputShape : space is Box { Shape.Count: 2 or 3 } ? ShapeOf(space) : null;

        scales = [.. parts.Select(p => p.Space is Box { ElementType: ElementType.UInt8 } bytes ? new ByteScale(bytes) : null)];
        IsIdentity = space is MultiBinary or Box && scales[0] is null;
    }

    /// <summary>Shape of the network's input: [height, width, channels] of the image, or [numbers].</summary>
    public IReadOnlyList<int> InputShape { get; }

    /// <summary>[height, width, channels] of the image that the input is or begins with; null where it does not.</summary>
    public IReadOnlyList<int>? ImageShape { get; }

    /// <summary>Numbers that accompany the image.</summary>
    public int ExtraInputs { get; }

    /// <summary>Numbers of the network's input altogether.</summary>
    public int Length => space.FlatLength;

    /// <summary>Numbers of an observation before it is encoded.</summary>
    public int ObservationLength => space.Length;

    /// <summary>
    /// Whether the input is the observation as it is, so that an environment may write it where the network reads it.
    /// </summary>
    public bool IsIdentity { get; }

    /// <summary>Encodes an observation.</summary>
    /// <param name="observation">An element of the observation space.</param>
    /// <param name="input">Receives <see cref="Length"/> numbers.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a choice is none of the possible ones.</exception>
    public void Write(ReadOnlySpan<float> observation, Span<float> input)
    {
        if (observation.Length != space.Length || input.Length != Length)
        {
            throw new ArgumentException(
                $"An observation in {space} has {space.Length} numbers and becomes {Length}, but spans of {observation.Length} " +
                $"and {input.Length} were passed.",
                nameof(observation));
        }

        for (int p = 0; p < parts.Length; p++)
        {
            SpacePart part = parts[p];
            Span<float> own = input[..part.Space.FlatLength];
            part.Space.Flatten(part.Of(observation), own);
            scales[p]?.Apply(own);
            input = input[own.Length..];
        }
    }

    private static IReadOnlyList<int> ShapeOf(Space image) =>
        image.Shape is [var height, var width] ? [height, width, 1] : image.Shape;

    private SpacePart FindImage()
    {
        SpacePart[] images = [.. parts.Where(p => p.Space is Box { Shape.Count: 3 })];
        if (images.Length == 0)
        {
            images = [.. parts.Where(p => p.Space is Box { Shape.Count: 2 })];
        }

        return images.Length switch
        {
            1 => images[0],
            0 => throw new ArgumentException(
                "network.conv needs an image of height x width x channels, or height x width, among the observations, " +
                $"but this environment's are {space}; set network.conv to []."),
            _ => throw new ArgumentException(
                $"network.conv reads one image, but the observations {space} have {images.Length} " +
                $"({string.Join(", ", images.Select(i => i.Name))}); stack them along the channels in the environment, " +
                "or set network.conv to []."),
        };
    }
}
