using AsyncRL.Environments;

namespace AsyncRL.Observations;

/// <summary>
/// How an observation becomes the input of a network: real numbers as they are, every choice one-hot, and for a network with
/// convolutions the image first and what accompanies it behind. Immutable and safe to share.
/// </summary>
/// <remarks>An image of <see cref="ElementType.UInt8"/> is divided by 255, so that the network reads 0 to 1.</remarks>
public sealed class ObservationEncoding
{
    private readonly Space space;
    private readonly SpacePart[] parts; // in the order of the network's input

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
            InputShape = image.Space.Shape;
            ExtraInputs = space.FlatLength - image.Space.Length;
        }

        IsIdentity = space is MultiBinary or Box && !IsOfBytes(space);
    }

    /// <summary>Shape of the network's input: [height, width, channels] of the image, or [numbers].</summary>
    public IReadOnlyList<int> InputShape { get; }

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

        foreach (SpacePart part in parts)
        {
            Span<float> own = input[..part.Space.FlatLength];
            part.Space.Flatten(part.Of(observation), own);
            if (IsOfBytes(part.Space))
            {
                foreach (ref float x in own)
                {
                    x *= 1f / byte.MaxValue;
                }
            }

            input = input[own.Length..];
        }
    }

    private static bool IsImage(Space space) => space is Box { Shape.Count: 3 };

    private static bool IsOfBytes(Space space) => space is Box { Shape.Count: 3, ElementType: ElementType.UInt8 };

    private SpacePart FindImage()
    {
        SpacePart[] images = [.. parts.Where(p => IsImage(p.Space))];
        return images.Length switch
        {
            1 => images[0],
            0 => throw new ArgumentException(
                "network.conv needs an image of height x width x channels among the observations, " +
                $"but this environment's are {space}; set network.conv to []."),
            _ => throw new ArgumentException(
                $"network.conv reads one image, but the observations {space} have {images.Length} " +
                $"({string.Join(", ", images.Select(i => i.Name))}); stack them along the channels in the environment, " +
                "or set network.conv to []."),
        };
    }
}
