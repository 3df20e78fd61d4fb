using AsyncRL.Cli.Watching;

namespace AsyncRL.Cli.Tests.Support;

/// <summary>
/// A user who presses keys at given times, and the clock that they and the program look at: it moves only while the program
/// waits for a key or for a slow terminal.
/// </summary>
internal sealed class ScriptedKeys : TimeProvider, IKeys
{
    private readonly Queue<(TimeSpan At, ConsoleKeyInfo Key)> script = new();
    private TimeSpan now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Now => now;

    /// <summary>A terminal that takes a while to show what is written to it.</summary>
    public StringWriter Terminal(double secondsEach) => new SlowTerminal(this, TimeSpan.FromSeconds(secondsEach));

    public override long GetTimestamp() => now.Ticks;

    public ScriptedKeys At(double seconds, char key) =>
        At(seconds, new ConsoleKeyInfo(key, ConsoleKey.None, false, false, false));

    public ScriptedKeys At(double seconds, ConsoleKey key, bool control = false)
    {
        return At(seconds, new ConsoleKeyInfo('\0', key, false, false, control));
    }

    public bool TryRead(TimeSpan patience, out ConsoleKeyInfo key)
    {
        key = default;
        bool forEver = patience == Timeout.InfiniteTimeSpan;
        Assert.True(forEver || patience >= TimeSpan.Zero, "A wait of less than nothing.");
        if (script.TryPeek(out (TimeSpan At, ConsoleKeyInfo Key) next) && (forEver || next.At <= now + patience))
        {
            now = next.At > now ? next.At : now;
            key = script.Dequeue().Key;
            return true;
        }

        Assert.False(forEver, "The program waits for a key that will never be pressed.");
        now += patience;
        return false;
    }

    private ScriptedKeys At(double seconds, ConsoleKeyInfo key)
    {
        script.Enqueue((TimeSpan.FromSeconds(seconds), key));
        return this;
    }

    private sealed class SlowTerminal(ScriptedKeys clock, TimeSpan each) : StringWriter
    {
        public override void Flush() => clock.now += each;
    }
}
