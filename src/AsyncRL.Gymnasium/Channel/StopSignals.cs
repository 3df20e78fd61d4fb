using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AsyncRL.Gymnasium.Channel;

/// <summary>
/// Requests to end the process, as the terminal's Ctrl-C: a run that is asked to stop must not wait for a Python that is busy.
/// What the signals do otherwise is left to the program.
/// </summary>
internal static class StopSignals
{
    // A step that is nearly done is worth the wait.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private static readonly PosixSignalRegistration[] Registrations = new[]
    {
        PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP,
    }.Select(s => PosixSignalRegistration.Create(s, _ => Note())).ToArray();

    private static long asked; // when, of Stopwatch; 0 for never. Written by the thread of signals alone.

    /// <summary>Whether a request came, and what is under way has had its time to end since.</summary>
    /// <param name="begun">When it began, of Stopwatch: what begins after the request has as much.</param>
    /// <param name="more">Time beyond that.</param>
    public static bool IsDue(long begun, TimeSpan more = default) =>
        Volatile.Read(ref asked) is not 0 and long at && Stopwatch.GetElapsedTime(Math.Max(at, begun)) > Grace + more;

    /// <summary>Begins to listen; a second call does nothing.</summary>
    public static void Listen() => GC.KeepAlive(Registrations);

    /// <summary>As if a signal had come, or none ever had.</summary>
    internal static void Set(bool stop) => Volatile.Write(ref asked, stop ? Stopwatch.GetTimestamp() : 0);

    private static void Note() => Interlocked.CompareExchange(ref asked, Stopwatch.GetTimestamp(), 0);
}
