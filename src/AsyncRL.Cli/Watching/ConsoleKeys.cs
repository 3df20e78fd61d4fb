using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace AsyncRL.Cli.Watching;

/// <summary>
/// The keyboard of the process's terminal. A thread waits for keys all the time, since on Unix the terminal echoes what is typed
/// while no one reads. Interrupts (Ctrl-C) and requests to terminate arrive as the key Ctrl-C, so that there is one way to quit.
/// </summary>
internal sealed class ConsoleKeys : IKeys, IDisposable
{
    private static readonly ConsoleKeyInfo ControlC = new('\u0003', ConsoleKey.C, shift: false, alt: false, control: true);

    private readonly BlockingCollection<ConsoleKeyInfo> pressed = [];
    private readonly PosixSignalRegistration[] signals;

    public ConsoleKeys()
    {
        signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(s => PosixSignalRegistration.Create(s, context =>
        {
            context.Cancel = true;
            pressed.Add(ControlC);
        }))];
        new Thread(Read) { IsBackground = true, Name = "keys" }.Start();
    }

    // The wait is counted in whole milliseconds; one too long is made good by the next.
    public bool TryRead(TimeSpan patience, out ConsoleKeyInfo key) => pressed.TryTake(
        out key, patience > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(patience.TotalMilliseconds)) : patience);

    /// <summary>
    /// Signals do again what they do to every process. The thread goes on waiting until the process ends: a read
    /// of a terminal cannot be called off.
    /// </summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals)
        {
            signal.Dispose();
        }
    }

    private void Read()
    {
        try
        {
            while (true)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                if (key is { Key: 0, KeyChar: '\0' })
                {
                    break;
                }

                pressed.Add(key);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // The terminal went away; as below.
        }

        // No one is left to watch.
        pressed.Add(ControlC);
    }
}
