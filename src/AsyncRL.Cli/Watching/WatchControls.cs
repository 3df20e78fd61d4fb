namespace AsyncRL.Cli.Watching;

/// <summary>What the keys have set: speed, pause, and whether the policy's numbers are shown.</summary>
/// <param name="framesPerSecond">The speed to begin with, in steps a second.</param>
internal sealed class WatchControls(double framesPerSecond)
{
    /// <summary>The keys, for people.</summary>
    public const string Help = "space pause   . step   v policy   + - speed   q quit";

    private const double Slowest = 0.25;
    private const double Fastest = 1000;

    /// <summary>Steps a second.</summary>
    public double FramesPerSecond { get; private set; } = framesPerSecond;

    /// <summary>From one step to the next.</summary>
    public TimeSpan Period => TimeSpan.FromSeconds(1 / FramesPerSecond);

    public bool IsPaused { get; private set; }

    /// <summary>Whether the value and what the policy thinks of each action are shown.</summary>
    public bool ShowsPolicy { get; private set; }

    public KeyEffect Press(ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { Key: ConsoleKey.Escape } or { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }
                or { KeyChar: 'q' or 'Q' }:
                return KeyEffect.Quit;
            case { KeyChar: ' ' }:
                IsPaused = !IsPaused;
                return KeyEffect.Redraw;
            case { Key: ConsoleKey.RightArrow } or { KeyChar: '.' or 's' or 'S' }:
                return IsPaused ? KeyEffect.Step : KeyEffect.None;
            case { KeyChar: 'v' or 'V' }:
                ShowsPolicy = !ShowsPolicy;
                return KeyEffect.Redraw;

            // The same key without Shift serves too.
            case { KeyChar: '+' or '=' }:
                FramesPerSecond = Math.Max(FramesPerSecond, Math.Min(2 * FramesPerSecond, Fastest));
                return KeyEffect.Redraw;
            case { KeyChar: '-' or '_' }:
                FramesPerSecond = Math.Min(FramesPerSecond, Math.Max(FramesPerSecond / 2, Slowest));
                return KeyEffect.Redraw;
            default:
                return KeyEffect.None;
        }
    }
}
