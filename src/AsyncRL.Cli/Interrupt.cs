using System.Runtime.InteropServices;

namespace AsyncRL.Cli;

/// <summary>
/// Ctrl-C, a request to end, and a terminal that is closed: the first one asks what runs to stop and keep what it has. The second
/// one ends the process at once, unless it comes from the terminal: a shell and the system both tell of one that is closed.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly Action? last;
    private int signals;

    /// <summary>Listens from now on.</summary>
    /// <param name="last">What is still done, for five seconds at most, before the second one ends the process.</param>
    public Interrupt(Action? last = null)
    {
        this.last = last;
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
            .Select(signal => PosixSignalRegistration.Create(signal, Stop))];
    }

    /// <summary>Cancelled by the first of them.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Asks as the first of them does, and counts as none of them: one Ctrl-C may reach this process twice, from the
    /// terminal and by its supervisor, in any order.</summary>
    public void Ask() => source.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        bool isFirst = Interlocked.Increment(ref signals) == 1;
        if (isFirst || context.Signal == PosixSignal.SIGHUP)
        {
            context.Cancel = true;
            source.Cancel();
        }
        else if (last is not null)
        {
            Task.Run(last).Wait(LastWait);
        }
    }
}
