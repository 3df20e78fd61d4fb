using System.Globalization;
using AsyncRL.Environments;

namespace AsyncRL.Models;

/// <summary>
/// The hidden layers that suit what an environment shows: convolutions for images and grids, dense layers for everything else.
/// </summary>
/// <param name="Conv">Convolutions, as <c>network.conv</c> has them; none where there is no image.</param>
/// <param name="Hidden">Units of the dense layers.</param>
/// <param name="Reason">What the choice goes by: "grid of 10 x 10 x 3".</param>
public sealed record NetworkChoice(IReadOnlyList<string> Conv, IReadOnlyList<int> Hidden, string Reason)
{
    // From here on a picture is looked at from afar first, as in the paper's network for 84 x 84; below, every cell matters.
    private const int LeastPicture = 32;

    // A table of fewer rows or columns than this is as likely a list of things as a picture.
    private const int LeastFlatGrid = 8;

    private static readonly int[] DenseAlone = [64, 64], BehindGrid = [128], BehindPicture = [256];

    /// <summary>Chooses for an observation space.</summary>
    /// <param name="space">The space.</param>
    /// <returns>The layers.</returns>
    public static NetworkChoice For(Space space)
    {
        ArgumentNullException.ThrowIfNull(space);
        Space[] parts = space is CompositeSpace composite ? [.. composite.Parts.Select(p => p.Space)] : [space];
        Space[] images = [.. parts.Where(p => p is Box { Shape.Count: 3 })];
        if (images.Length == 0)
        {
            images = [.. parts.Where(IsFlatGrid)];
        }

        return images switch
        {
            [] => new([], DenseAlone, Numbers(space, parts)),
            [Box image] => ForImage(image, space),
            _ => new([], DenseAlone, $"{images.Length} images, and convolutions read one"),
        };
    }

    /// <summary>Fills in what is left to be chosen.</summary>
    /// <param name="options">The options.</param>
    /// <param name="space">The observation space.</param>
    /// <returns>Options with convolutions and dense layers.</returns>
    public static NetworkOptions Complete(NetworkOptions options, Space space)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options is { Conv: not null, Hidden: not null })
        {
            return options;
        }

        NetworkChoice choice = For(space);
        IReadOnlyList<string> conv = options.Conv ?? choice.Conv;
        IReadOnlyList<int> fitting = conv.Count == 0 ? DenseAlone : choice.Conv.Count == 0 ? BehindGrid : choice.Hidden;
        return options with { Conv = conv, Hidden = options.Hidden ?? fitting };
    }

    private static bool IsFlatGrid(Space space) =>
        space is Box { Shape: [var height, var width] } && Math.Min(height, width) >= LeastFlatGrid;

    private static NetworkChoice ForImage(Box image, Space whole)
    {
        int height = image.Shape[0], width = image.Shape[1], channels = image.Shape.Count == 3 ? image.Shape[2] : 1;
        string size = string.Create(CultureInfo.InvariantCulture, $"{height} x {width} x {channels}");
        int rest = whole.FlatLength - image.FlatLength;
        string besides = rest == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" and {rest} more numbers");
        int least = Math.Min(height, width);
        if (least < 3)
        {
            return new([], DenseAlone, $"{size}, too flat for convolutions{besides}");
        }

        if (height <= 4 && width > 4 && channels > 4)
        {
            return new([], DenseAlone, $"{size} looks like channels first, but images are height x width x channels{besides}");
        }

        return least switch
        {
            < 6 => new(["64x2/1"], BehindGrid, $"grid of {size}{besides}"),
            < LeastPicture => new(["32x3/1"], BehindGrid, $"grid of {size}{besides}"),
            _ => new(["16x8/4", "32x4/2"], BehindPicture, $"image of {size}{besides}"),
        };
    }

    private static string Numbers(Space space, Space[] parts) =>
        Array.TrueForAll(parts, p => p is Discrete or MultiDiscrete or MultiBinary)
            ? string.Create(CultureInfo.InvariantCulture, $"choices, one-hot in {space.FlatLength} numbers")
            : string.Create(CultureInfo.InvariantCulture, $"{space.FlatLength} numbers");
}
