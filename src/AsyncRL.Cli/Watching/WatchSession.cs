using System.Globalization;

namespace AsyncRL.Cli.Watching;

/// <summary>
/// A user watches and steers with keys: it shows a state, waits for the time it lasts or for a key, plays the next step.
/// </summary>
/// <param name="play">The agent at play.</param>
/// <param name="screen">Where it is shown.</param>
/// <param name="controls">The speed, and what else the keys change.</param>
/// <param name="keys">The keys.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchSession(WatchedPlay play, PixelScreen screen, WatchControls controls, IKeys keys, TimeProvider time)
{
    /// <summary>Lines below the picture while the policy is hidden.</summary>
    public const int StatusLines = 2;

    // The end of an episode stays long enough to be seen.
    private static readonly TimeSpan EndLasts = TimeSpan.FromSeconds(1);

    // A show that falls further behind than this, on a slow terminal or after a pause, does not hurry to catch up.
    private static readonly TimeSpan MostLag = TimeSpan.FromSeconds(0.1);

    private readonly long start = time.GetTimestamp();
    private TimeSpan turn; // when the state that is shown became due
    private int episodes;

    private TimeSpan Now => time.GetElapsedTime(start);

    private TimeSpan Lasts => play.End is not null && controls.Period < EndLasts ? EndLasts : controls.Period;

    /// <summary>Plays until the last episode is over or the user quits.</summary>
    /// <param name="episodes">Episodes to play, at least 1.</param>
    /// <param name="seed">Seed of the first episode; each further one has the next.</param>
    public void Run(int episodes, ulong seed)
    {
        this.episodes = episodes;
        turn = Now;
        for (int e = 0; e < episodes; e++)
        {
            play.Begin(seed + (ulong)e);
            Show();
            while (play.End is null)
            {
                if (!Wait())
                {
                    return;
                }

                play.Advance();
                Show();
            }

            if (e + 1 < episodes && !Wait())
            {
                return;
            }
        }
    }

    // Until the next step is due or asked for; false when the user quits.
    private bool Wait()
    {
        while (true)
        {
            TimeSpan left = turn + Lasts - Now;
            if (keys.TryRead(
                controls.IsPaused ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero,
                out ConsoleKeyInfo key))
            {
                switch (controls.Press(key))
                {
                    case KeyEffect.Quit:
                        return false;
                    case KeyEffect.Step:
                        turn = Now;
                        return true;
                    case KeyEffect.Redraw:
                        Show();
                        break;
                }
            }
            else if (Now >= turn + Lasts)
            {
                turn += Lasts;
                if (Now - turn > MostLag)
                {
                    turn = Now;
                }

                return true;
            }
        }
    }

    private void Show() =>
        screen.Show(play.Observation, [Status(), WatchControls.Help, .. controls.ShowsPolicy ? PolicyLines.Of(play) : []]);

    private string Status()
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"episode {play.Episode}/{episodes}  step {play.Step}  return {ReturnText.Of(play.Return)}  " +
            $"{(play.End is null ? "next" : "last")} {play.ActionText}  {controls.FramesPerSecond:0.##} " +
            $"steps/s{(controls.IsPaused ? "  paused" : string.Empty)}{(play.End is null ? string.Empty : $"  ({play.End})")}");
    }
}
