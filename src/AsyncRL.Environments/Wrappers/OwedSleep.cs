using System.Diagnostics;

namespace AsyncRL.Environments;

/// <summary>
/// Sleeps in whole milliseconds so that the sum comes out right: shorter times are owed, and a
/// sleep that lasted too long is owed less.
/// </summary>
/// <param name="sleep">Sleeps for so many milliseconds.</param>
internal sealed class OwedSleep(Action<int> sleep)
{
    /// <summary>Microseconds that are still to be slept; negative after a sleep that lasted too long.</summary>
    public double Owed { get; private set; }

    /// <summary>Owes a time, and sleeps when at least a millisecond is owed.</summary>
    /// <param name="microseconds">How long.</param>
    public void Spend(double microseconds)
    {
        Owed += microseconds;
        if (Owed >= 1000)
        {
            long start = Stopwatch.GetTimestamp();
            sleep((int)(Owed / 1000));
            Owed -= Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
    }
}
