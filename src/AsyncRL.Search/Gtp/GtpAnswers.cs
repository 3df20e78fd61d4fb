using System.Diagnostics;
using System.Text;

namespace AsyncRL.Search.Gtp;

/// <summary>What a program answers, whatever it writes: within a time, and with an end.</summary>
/// <param name="output">What the program writes.</param>
/// <param name="encoding">How.</param>
internal sealed class GtpAnswers(Stream output, Encoding encoding)
{
    /// <summary>The most characters that may come until an answer has ended.</summary>
    public const int Longest = 1_000_000;

    private readonly byte[] bytes = new byte[4096];
    private readonly char[] characters = new char[encoding.GetMaxCharCount(4096)];
    private readonly Decoder decoder = encoding.GetDecoder();
    private Task<int>? reading;    // goes on where it was no longer waited for
    private int next;
    private int filled;

    /// <summary>Reads the next answer; what comes before its sign is nothing.</summary>
    /// <param name="patience">How long all of it may take; negative for any time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The answer with its sign; null where the output has ended.</returns>
    /// <exception cref="TimeoutException">It took longer.</exception>
    /// <exception cref="InvalidDataException">It is longer than <see cref="Longest"/>.</exception>
    /// <exception cref="AggregateException">The output cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public string? Read(TimeSpan patience, CancellationToken cancellation)
    {
        long begin = Stopwatch.GetTimestamp();
        var answer = new StringBuilder();
        var line = new StringBuilder();
        for (int read = 0; read < Longest; read++)
        {
            while (next == filled)
            {
                if (!Fill(begin, patience, cancellation))
                {
                    return null;
                }
            }

            char c = characters[next++];
            if (c == '\n')
            {
                if (line.Length == 0 && answer.Length > 0)
                {
                    return answer.ToString();
                }

                if (answer.Length > 0 || (line.Length > 0 && line[0] is '=' or '?'))
                {
                    answer.Append(line).Append('\n');
                }

                line.Clear();
            }
            else if (c != '\r')
            {
                line.Append(c);
            }
        }

        throw new InvalidDataException();
    }

    // The next piece; false at the end.
    private bool Fill(long begin, TimeSpan patience, CancellationToken cancellation)
    {
        // Time that is over, and a token that was cancelled, count even where something has come: it may never stop coming.
        cancellation.ThrowIfCancellationRequested();
        double left = (patience - Stopwatch.GetElapsedTime(begin)).TotalMilliseconds;
        int most = patience < TimeSpan.Zero ? Timeout.Infinite : (int)Math.Clamp(left, 0, int.MaxValue);
        reading ??= output.ReadAsync(bytes, CancellationToken.None).AsTask();
        if (most == 0 || !reading.Wait(most, cancellation))
        {
            throw new TimeoutException();
        }

        int count = reading.Result;
        reading = null;
        (next, filled) = (0, decoder.GetChars(bytes, 0, count, characters, 0));
        return count > 0;
    }
}
