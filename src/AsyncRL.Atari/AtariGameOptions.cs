namespace AsyncRL.Atari;

/// <summary>
/// How an <see cref="AtariGame"/> is played and shown. The defaults are those of Gymnasium's ids ending in -v5: the bare game.
/// </summary>
public sealed record AtariGameOptions
{
    internal const int MostFrameSkip = 1_000;
    internal const int MostNoops = 10_000;
    internal const int LargestScreen = 1_000;

    /// <summary>Frames of a step, in all of which the action is held. Default 4.</summary>
    public int FrameSkip { get; init; } = 4;

    /// <summary>
    /// How likely a frame repeats the action of the frame before in place of the chosen one, 0 to 1. Default 0.25.
    /// </summary>
    public float RepeatActionProbability { get; init; } = 0.25f;

    /// <summary>Whether all 18 actions can be chosen, or those only that make a difference. Default false.</summary>
    public bool FullActionSpace { get; init; }

    /// <summary>The game's mode; null, the default, is the game's own.</summary>
    public int? Mode { get; init; }

    /// <summary>The difficulty switches: 1 is the left one, 2 the right one; null, the default, is the game's own.</summary>
    public int? Difficulty { get; init; }

    /// <summary>What is shown. Default the screen in colours.</summary>
    public AtariObservation Observation { get; init; } = AtariObservation.Rgb;

    /// <summary>Frames after which an episode is truncated; 0 is never. Default 108,000, half an hour.</summary>
    public int MaxFrames { get; init; } = 108_000;

    /// <summary>An episode begins with 1 to this many frames of nothing, drawn at random. Default 0: none.</summary>
    public int NoopMax { get; init; }

    /// <summary>
    /// Whether the button is pressed for a step when an episode begins and after each lost life, in games that have it: many wait
    /// for it. Default false.
    /// </summary>
    public bool FireOnReset { get; init; }

    /// <summary>
    /// Whether gray screens show the maximum of a step's last two frames, because games draw some things in every other frame
    /// only. Default false.
    /// </summary>
    public bool MaxPool { get; init; }

    /// <summary>
    /// Rows and columns that gray screens are scaled to, each pixel the mean of its area; 0, the default, is none.
    /// </summary>
    public int ScreenSize { get; init; }

    internal AtariSettings Emulation => new()
    {
        RepeatActionProbability = RepeatActionProbability,
        Mode = Mode,
        Difficulty = Difficulty,
        MaxFramesPerEpisode = MaxFrames,
    };

    internal void Check()
    {
        CheckRange(nameof(FrameSkip), FrameSkip, 1, MostFrameSkip);
        CheckRange(nameof(NoopMax), NoopMax, 0, MostNoops);
        CheckRange(nameof(ScreenSize), ScreenSize, 0, LargestScreen);
        if (Observation != AtariObservation.Grayscale && (MaxPool || ScreenSize > 0))
        {
            throw new ArgumentException(
                $"max_pool and screen_size work on gray screens, but obs_type is {Observation.ToString().ToLowerInvariant()}; " +
                "set obs_type=grayscale, or max_pool=false and screen_size=0.", nameof(Observation));
        }
    }

    private static void CheckRange(string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} is {value}; it must be from {least} to {most}.");
        }
    }
}
