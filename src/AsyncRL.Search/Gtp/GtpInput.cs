using System.Collections.Concurrent;
using System.Text;

namespace AsyncRL.Search.Gtp;

/// <summary>
/// Reads commands on a thread of its own, so that a running analysis sees the next one come, and <c># interrupt</c> ends a
/// search.
/// </summary>
internal sealed class GtpInput
{
    private readonly BlockingCollection<string> lines = [];

    public GtpInput(TextReader input)
    {
        new Thread(() => Read(input)) { IsBackground = true, Name = "gtp input" }.Start();
    }

    /// <summary>Called where the controller interrupts what is going on.</summary>
    public Action? Interrupted { get; set; }

    /// <summary>Whether something was read that nobody took yet, the end included.</summary>
    public bool IsWaiting => lines.Count > 0 || lines.IsAddingCompleted;

    /// <summary>The next command; null at the end.</summary>
    public string? Next() => lines.TryTake(out string? line, Timeout.Infinite) ? line : null;

    /// <summary>Waits for the next command without taking it.</summary>
    public void Wait(TimeSpan most)
    {
        long end = Environment.TickCount64 + (long)most.TotalMilliseconds;
        while (!IsWaiting && Environment.TickCount64 < end)
        {
            Thread.Sleep(2);
        }
    }

    // Section 3.1 of the protocol: control characters go, tabs are spaces, comments and empty lines are none.
    private static string Clean(string line)
    {
        var text = new StringBuilder(line.Length);
        foreach (char c in line)
        {
            if (c == '#')
            {
                break;
            }

            if (c == '\t' || !char.IsControl(c))
            {
                text.Append(c == '\t' ? ' ' : c);
            }
        }

        return text.ToString().Trim();
    }

    private void Read(TextReader input)
    {
        try
        {
            while (input.ReadLine() is { } line)
            {
                if (line.TrimStart().StartsWith("# interrupt", StringComparison.Ordinal))
                {
                    Interrupted?.Invoke();
                }

                string command = Clean(line);
                if (command.Length > 0)
                {
                    lines.Add(command);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A controller that is gone ends the session as a closed input does.
        }
        finally
        {
            lines.CompleteAdding();
        }
    }
}
