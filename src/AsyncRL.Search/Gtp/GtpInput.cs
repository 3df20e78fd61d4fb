using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace AsyncRL.Search.Gtp;

/// <summary>
/// Reads commands on a thread of its own, so that a running analysis sees the next line come, and <c># interrupt</c> ends a
/// search.
/// </summary>
internal sealed class GtpInput
{
    private const string Interrupt = "# interrupt";

    private readonly BlockingCollection<GtpLine> lines = [];
    private readonly Lock gate = new();    // over all of the following
    private Stop? stop;              // of the search that goes on
    private long read;               // lines so far, empty ones and comments included
    private long taken;              // the number of the command that was taken last
    private long interrupted;        // the number of the last interrupt
    private bool ended;

    public GtpInput(TextReader input)
    {
        new Thread(() => Read(input)) { IsBackground = true, Name = "gtp input" }.Start();
    }

    /// <summary>The next command; null at the end.</summary>
    public GtpLine? Next()
    {
        if (!lines.TryTake(out GtpLine line, Timeout.Infinite))
        {
            return null;
        }

        lock (gate)
        {
            taken = line.Number;
        }

        return line;
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
                Note(line, Stopwatch.GetTimestamp());
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A controller that is gone ends the session as a closed input does.
        }
        finally
        {
            lock (gate)
            {
                ended = true;
                stop?.Look();
            }

            lines.CompleteAdding();
        }
    }

    private void Note(string line, long stamp)
    {
        long number;
        lock (gate)
        {
            number = ++read;
            interrupted = line.TrimStart().StartsWith(Interrupt, StringComparison.Ordinal) ? number : interrupted;
            stop?.Look();
        }

        string command = Clean(line);
        if (command.Length > 0)
        {
            lines.Add(new GtpLine(command, number, stamp));
        }
    }

    /// <summary>
    /// Ends the search of the command that was taken last, until it is disposed of: as soon as an interrupt comes that was sent
    /// behind the command, even one that came before the search began; or as soon as anything does, an empty line and the end
    /// included.
    /// </summary>
    internal sealed class Stop : IDisposable
    {
        private readonly CancellationTokenSource source = new();
        private readonly GtpInput input;
        private readonly bool atAnything;

        public Stop(GtpInput input, bool atAnything)
        {
            this.input = input;
            this.atAnything = atAnything;
            lock (input.gate)
            {
                input.stop = this;
                Look();
            }
        }

        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            lock (input.gate)
            {
                input.stop = null;
                source.Dispose();
            }
        }

        /// <summary>Looks at what has come in. The gate is held.</summary>
        public void Look()
        {
            if (input.interrupted > input.taken || (atAnything && (input.read > input.taken || input.ended)))
            {
                source.Cancel();
            }
        }
    }
}
