using System.Buffers.Text;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AsyncRL.Gymnasium.Channel;

namespace AsyncRL.Gymnasium.Processes;

/// <summary>
/// A Python process that plays one or several environments. Steps and resets go through the lanes' memory: either side looks for
/// the other's word for a while before it sleeps, and is then woken through a pipe. All else goes through the pipes.
/// </summary>
internal sealed partial class WorkerProcess : PythonHost
{
    // Where a wake-up was lost to the order of two writes, this is what it costs.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private const int LastWords = 12, LongestLine = 4096, QuickPolls = 400, Killed = 9;
    private const long Alone = 200, Crowded = 10; // microseconds to look for, with a processor to spare and without

    private static int living; // processes that look for work

    private readonly Process process;
    private readonly int id;
    private readonly string program;
    private readonly Stream input;
    private readonly Lock inputGate = new();
    private readonly Lock callGate = new();
    private readonly Lock laneGate = new();
    private readonly Dictionary<int, Lane> lanes = [];
    private readonly Queue<string> lastLines = [];
    private readonly bool showsOutput;
    private readonly object replies = new(); // pulsed where one has come
    private readonly Thread reader, listener;
    private JsonObject? reply; // under replies
    private byte[] replyBytes = [];
    private long calls; // under callGate
    private volatile bool ended;
    private bool isCounted = true;

    private WorkerProcess(string program, bool showsOutput)
    {
        this.program = program;
        this.showsOutput = showsOutput;
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add("-u");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(WorkerScript.Start);
        start.ArgumentList.Add(WorkerScript.Text.Length.ToString(CultureInfo.InvariantCulture));
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new PythonFault($"'{program}' cannot be started: {e.Message.TrimEnd('.')}");
        }

        id = process.Id;
        Interlocked.Increment(ref living);
        input = process.StandardInput.BaseStream;
        reader = new Thread(ReadAnswers) { IsBackground = true, Name = "Python's answers" };
        listener = new Thread(ReadErrors) { IsBackground = true, Name = "Python's last words" };
        reader.Start();
        listener.Start();
        process.Exited += (_, _) => NoteEnd();
        process.EnableRaisingEvents = true;
    }

    /// <summary>The process, for those that want to end it.</summary>
    internal int ProcessId => id;

    /// <summary>How many environments it plays.</summary>
    public int Count { get; set; }

    /// <summary>The number of the next environment.</summary>
    public int Next { get; set; }

    public bool HasEnded => ended;

    /// <summary>Starts a worker and hears that it has what it needs.</summary>
    /// <exception cref="PythonFault">Python or a package is missing or too old.</exception>
    public static WorkerProcess Start(string program, bool showsOutput)
    {
        var worker = new WorkerProcess(program, showsOutput);
        try
        {
            worker.Send(WorkerScript.Text);
            worker.Call(new JsonObject { ["op"] = "hello" }, [], StartPatience);
            return worker;
        }
        catch
        {
            worker.Kill();
            throw;
        }
    }

    public override (JsonObject Answer, byte[] Bytes) Call(JsonObject request, ReadOnlySpan<byte> payload, TimeSpan patience) =>
        Call(request, payload, patience, killsLate: true);

    private (JsonObject Answer, byte[] Bytes) Call(
        JsonObject request, ReadOnlySpan<byte> payload, TimeSpan patience, bool killsLate)
    {
        lock (callGate)
        {
            request["bytes"] = payload.Length;
            request["call"] = ++calls;
            Send([.. Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"), .. payload]);
            long begun = Stopwatch.GetTimestamp();
            (JsonObject Answer, byte[] Bytes)? came;
            while ((came = TakeReply(calls)) is null)
            {
                if (ended)
                {
                    throw new PythonFault(Epitaph());
                }

                if (StopSignals.IsDue(begun))
                {
                    Kill();
                    throw new PythonFault("it was asked to stop");
                }

                if (Stopwatch.GetElapsedTime(begun) > patience)
                {
                    if (killsLate)
                    {
                        Kill();
                    }

                    throw new PythonFault(string.Create(
                        CultureInfo.InvariantCulture,
                        $"Python did not answer within {patience.TotalSeconds:0.#} s; raise the option timeout if it needs " +
                        $"longer"));
                }
            }

            return came.Value.Answer["error"]?.GetValue<string>() is { } error ? throw new PythonFault(error) : came.Value;
        }
    }

    public override void Attach(int number, Lane lane)
    {
        lock (laneGate)
        {
            lanes[number] = lane;
        }
    }

    public override void Notify(int number, Lane lane)
    {
        // Two processes for each processor look for work only as long as it takes the next to come.
        lane[Words.Spin] = 2 * Volatile.Read(ref living) <= System.Environment.ProcessorCount ? Alone : Crowded;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref lane[Words.Asleep]) != 0)
        {
            lane[Words.Asleep] = 0;
            Send("\n"u8);
        }
    }

    public override Outcome Wait(int number, Lane lane, TimeSpan patience)
    {
        for (int i = 0; i < QuickPolls; i++)
        {
            if (lane.IsAnswered)
            {
                return Outcome.Answered;
            }

            Thread.SpinWait(4);
        }

        long begun = Stopwatch.GetTimestamp();
        long looking = 2 * Volatile.Read(ref living) <= System.Environment.ProcessorCount ? Alone : Crowded;
        while (!lane.IsAnswered)
        {
            if (Stopwatch.GetElapsedTime(begun).TotalMicroseconds > looking)
            {
                return Sleep(lane, begun, patience);
            }

            Thread.SpinWait(20); // to yield would cost milliseconds among many programs; a sleeper is woken at once
        }

        return Outcome.Answered;
    }

    public override string Epitaph()
    {
        listener.Join(LastPatience);
        string how = "its process has ended";
        try
        {
            if (process.WaitForExit(LastPatience))
            {
                int code = process.ExitCode;
                how = code > 128 && !OperatingSystem.IsWindows()
                    ? FormattableString.Invariant($"its Python process was ended by signal {code - 128}{Known(code)}")
                    : FormattableString.Invariant($"its Python process ended by itself with exit code {code}");
            }
        }
        catch (InvalidOperationException)
        {
            // It was given up already.
        }

        string[] lines;
        lock (lastLines)
        {
            lines = [.. lastLines];
        }

        string last = string.Join(" | ", lines.Where(l => l.Trim().Length > 0).TakeLast(3)).Trim();
        return last.Length == 0 ? $"{how} ({program})" : $"{how} ({program}), with the last words '{last}'";
    }

    public override void Release(int number, Lane? lane)
    {
        bool isLast;
        lock (laneGate)
        {
            lanes.Remove(number);
        }

        isLast = WorkerPool.GiveBack(this);
        if (!isLast && !ended)
        {
            try
            {
                Call(new JsonObject { ["op"] = "close", ["lane"] = number }, [], LastPatience, killsLate: false);
            }
            catch (PythonFault)
            {
                // Another environment is busy in there; this one is closed when its turn comes.
            }
        }
        else if (isLast)
        {
            End(number);
        }

        lane?.Dispose();
    }

    public override void Kill()
    {
        Uncount();
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It has ended by itself.
        }
    }

    private static string Known(int code) => code switch
    {
        128 + 6 => " (abort)",
        128 + 9 => " (killed)",
        128 + 11 => " (a fault of memory: its native code crashed)",
        128 + 15 => " (asked to end)",
        _ => string.Empty,
    };

    // Environments are closed first, which may have windows and servers of their own.
    private void End(int number)
    {
        try
        {
            if (!ended)
            {
                Call(new JsonObject { ["op"] = "close", ["lane"] = number }, [], LastPatience);
            }

            input.Dispose();
        }
        catch (Exception e) when (e is PythonFault or IOException)
        {
            // It has ended already.
        }

        if (!process.WaitForExit(LastPatience))
        {
            Kill();
            process.WaitForExit(LastPatience);
        }

        Uncount();
        reader.Join(LastPatience);
        listener.Join(LastPatience);
        process.Dispose();
    }

    private void Uncount()
    {
        lock (laneGate)
        {
            if (isCounted)
            {
                isCounted = false;
                Interlocked.Decrement(ref living);
            }
        }
    }

    private Outcome Sleep(Lane lane, long begun, TimeSpan patience)
    {
        while (true)
        {
            lane.Wake.Reset();
            lane[Words.Awaited] = 1;
            Interlocked.MemoryBarrier();
            if (!lane.IsAnswered)
            {
                lane.Wake.Wait(LongestSleep);
            }

            lane[Words.Awaited] = 0;
            if (lane.IsAnswered)
            {
                return Outcome.Answered;
            }

            if (ended)
            {
                return Outcome.Died;
            }

            if (StopSignals.IsDue(begun))
            {
                return Outcome.Interrupted;
            }

            if (Stopwatch.GetElapsedTime(begun) > patience)
            {
                return Outcome.TimedOut;
            }
        }
    }

    // Answers to calls that were given up come late, and are nobody's.
    private (JsonObject Answer, byte[] Bytes)? TakeReply(long number)
    {
        lock (replies)
        {
            if (reply is null)
            {
                Monitor.Wait(replies, LongestSleep * 5);
            }

            (JsonObject? answer, reply) = (reply, null);
            return answer?["call"]!.GetValue<long>() == number ? (answer!, replyBytes) : null;
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        lock (inputGate)
        {
            try
            {
                input.Write(bytes);
                input.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The process has ended: whoever waits for an answer will learn of it.
            }
        }
    }

    private void ReadAnswers()
    {
        try
        {
            Stream output = process.StandardOutput.BaseStream;
            var lines = new LineReader(output);
            while (lines.TryRead(out ReadOnlySpan<byte> line))
            {
                if (line.StartsWith("{\"wake\": "u8))
                {
                    WakeUp(line[9..]);
                    continue;
                }

                var answer = (JsonObject)JsonNode.Parse(line)!;
                byte[] bytes = new byte[answer["bytes"]!.GetValue<int>()];
                lines.ReadExactly(bytes);
                lock (replies)
                {
                    (reply, replyBytes) = (answer, bytes);
                    Monitor.Pulse(replies);
                }
            }
        }
        catch (Exception e) when (e is IOException or JsonException or ObjectDisposedException or EndOfStreamException)
        {
            // What is no answer ends the process, as the end of its answers does.
            Kill();
        }

        NoteEnd();
    }

    // Its pipes tell of it, unless processes that an environment has started hold them too; so does the system.
    private void NoteEnd()
    {
        Uncount();
        lock (laneGate)
        {
            if (ended)
            {
                return;
            }

            ended = true;
            foreach (Lane lane in lanes.Values)
            {
                lane.Wake.Set();
            }
        }

        // What its environments have started and not ended is in the group that it led. Done once: its number may be another's
        // before long.
        if (id > 1 && !OperatingSystem.IsWindows())
        {
            _ = SendSignal(-id, Killed);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    private void WakeUp(ReadOnlySpan<byte> digits)
    {
        bool isNumber = Utf8Parser.TryParse(digits, out int number, out _);
        lock (laneGate)
        {
            if (isNumber && lanes.TryGetValue(number, out Lane? lane))
            {
                lane.Wake.Set();
            }
        }
    }

    private void ReadErrors()
    {
        try
        {
            while (ReadLine(process.StandardError) is { } line)
            {
                if (showsOutput)
                {
                    Console.Error.WriteLine(line);
                }

                lock (lastLines)
                {
                    lastLines.Enqueue(line.Length > 300 ? line[..300] : line);
                    if (lastLines.Count > LastWords)
                    {
                        lastLines.Dequeue();
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    // What never ends a line is read in pieces, so that it cannot fill the memory.
    internal static string? ReadLine(StreamReader from)
    {
        var line = new StringBuilder();
        int next = 0;
        while (line.Length < LongestLine && (next = from.Read()) >= 0 && next is not ('\n' or '\r'))
        {
            line.Append((char)next);
        }

        return next < 0 && line.Length == 0 ? null : line.ToString();
    }
}
