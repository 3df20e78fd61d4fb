namespace AsyncRL.Atari;

/// <summary>How an <see cref="AtariEmulator"/> plays.</summary>
public sealed record AtariSettings
{
    /// <summary>Frames of an act. Default 1.</summary>
    public int FrameSkip { get; init; } = 1;

    /// <summary>
    /// How likely a frame repeats the action of the frame before in place of the chosen one, 0 to 1. Default 0.25.
    /// </summary>
    public float RepeatActionProbability { get; init; } = 0.25f;

    /// <summary>The game's mode; null is its default.</summary>
    public int? Mode { get; init; }

    /// <summary>The difficulty switches: 1 is the left one, 2 the right one; null is the game's default.</summary>
    public int? Difficulty { get; init; }

    /// <summary>Whether each pixel's colour is that of this frame and the one before, mixed. Default false.</summary>
    public bool ColourAveraging { get; init; }

    /// <summary>Frames after which an episode is truncated; 0, the default, is never.</summary>
    public int MaxFramesPerEpisode { get; init; }

    /// <summary>The least reward of an act. Default: no bound.</summary>
    public int RewardMin { get; init; } = int.MinValue;

    /// <summary>The greatest reward of an act. Default: no bound.</summary>
    public int RewardMax { get; init; } = int.MaxValue;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(FrameSkip, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxFramesPerEpisode);
        if (!(RepeatActionProbability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(RepeatActionProbability),
                $"The probability of repeating an action is {RepeatActionProbability}; it must lie between 0 and 1.");
        }

        if (RewardMin > RewardMax)
        {
            throw new ArgumentException($"The least reward {RewardMin} is above the greatest, {RewardMax}.", nameof(RewardMin));
        }
    }
}
