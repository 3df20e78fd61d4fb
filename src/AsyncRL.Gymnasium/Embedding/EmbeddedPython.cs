using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using AsyncRL.Gymnasium.Channel;
using AsyncRL.Gymnasium.Processes;

namespace AsyncRL.Gymnasium.Embedding;

/// <summary>
/// The Python interpreter in this process. There is one for all environments that play here, and one thread at a time runs it;
/// once started it stays. A request is answered by a call of the same script that workers run, in the same memory.
/// </summary>
internal sealed unsafe class EmbeddedPython : PythonHost
{
    // What does not end by itself is asked to, once a second: Python raises KeyboardInterrupt in it, between two instructions.
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);
    // What has not ended so long after that is in native code, which nothing can interrupt.
    private static readonly TimeSpan HopeFor = TimeSpan.FromSeconds(3);
    private static readonly Lock Gate = new();
    private static EmbeddedPython? started;
    private static string? failedProgram;

    [ThreadStatic]
    private static nint threadState;

    [ThreadStatic]
    private static Running? running;

    private readonly PythonApi api;
    private readonly string program;
    private readonly nint call, findPlayer;
    private readonly List<Running> threads = []; // all that ever called; its elements are written by their threads alone
    private readonly Dictionary<int, nint> players = [];
    private readonly Dictionary<int, string> ids = [];
    private readonly Lock laneGate = new();
    private int next;

    private EmbeddedPython(PythonApi api, PythonLibrary library, string program)
    {
        this.api = api;
        this.program = program;
        nint home = Wide(library.Home);
        api.SetHome((void*)home); // Python keeps it
        api.Initialize(0);        // without handlers of signals
        api.Started();
        nint module;
        fixed (byte* name = PythonApi.Text("asyncrl_worker"))
        {
            module = api.AddModule(name);
        }

        nint dictionary = api.ModuleDictionary(module);
        fixed (byte* builtins = PythonApi.Text("__builtins__"))
        {
            _ = api.SetItem(dictionary, builtins, api.Builtins());
        }

        string place = new JsonObject
        {
            ["path"] = new JsonArray([.. library.SearchPath.Select(p => (JsonNode)p)]),
            ["executable"] = library.Executable,
            ["prefix"] = library.Prefix,
        }.ToJsonString();
        // What an environment prints must not fall among this program's own output.
        Run(dictionary, "import json, sys\n_place = json.loads(" + JsonValue.Create(place).ToJsonString() + ")\n" +
            "sys.path[:] = _place['path']\nsys.executable, sys.prefix = _place['executable'], _place['prefix']\n" +
            "sys.argv = ['asyncrl']\nsys.stdout = sys.stderr\n");
        Run(dictionary, WorkerScript.AsString);
        call = Attribute(module, "call");
        findPlayer = Attribute(module, "lane_player");
        threadState = api.SaveThread();
        new Thread(Watch) { IsBackground = true, Name = "Python's watch" }.Start();
        // Beside the watch, which waits where native code keeps the interpreter's lock.
        new Thread(Complain) { IsBackground = true, Name = "Python's complaints" }.Start();
    }

    /// <summary>
    /// The interpreter of a Python program; null where it cannot run in this process, because it has no shared library, or
    /// another one does already.
    /// </summary>
    public static EmbeddedPython? TryStart(string program)
    {
        lock (Gate)
        {
            if (started is not null)
            {
                return started.program == program ? started : null;
            }

            if (failedProgram == program || PythonLibrary.Of(program) is not { } library)
            {
                return null;
            }

            PythonApi? api = library.Libraries.Select(PythonApi.TryLoad).FirstOrDefault(a => a is not null);
            if (api is null || api.IsInitialized() != 0)
            {
                failedProgram = program;
                return null;
            }

            started = new EmbeddedPython(api, library, program);
            return started;
        }
    }

    /// <summary>Checks that it has the packages it needs.</summary>
    /// <exception cref="PythonFault">One is missing or too old.</exception>
    public void Greet() => Call(new JsonObject { ["op"] = "hello" }, [], TimeSpan.FromMinutes(1));

    /// <summary>A number for an environment.</summary>
    public int NextNumber() => Interlocked.Increment(ref next);

    public override (JsonObject Answer, byte[] Bytes) Call(JsonObject request, ReadOnlySpan<byte> payload, TimeSpan patience)
    {
        byte[] line = Encoding.UTF8.GetBytes(request.ToJsonString());
        byte[] answer;
        int number = request["lane"]?.GetValue<int>() ?? 0;
        if (request["id"]?.GetValue<string>() is { } id)
        {
            lock (laneGate)
            {
                ids[number] = id;
            }
        }

        Running own = Enter(number, patience);
        try
        {
            nint arguments = api.NewTuple(2);
            fixed (byte* text = line, data = payload)
            {
                _ = api.SetTupleItem(arguments, 0, api.NewBytes(text, line.Length));
                _ = api.SetTupleItem(arguments, 1, api.NewBytes(data, payload.Length));
            }

            nint result = api.Call(call, arguments);
            api.Decrement(arguments);
            byte* bytes;
            nint count;
            if (result == 0 || api.BytesOf(result, &bytes, &count) != 0)
            {
                api.PrintError();
                throw new PythonFault("Python failed to answer");
            }

            answer = new ReadOnlySpan<byte>(bytes, (int)count).ToArray();
            api.Decrement(result);
        }
        finally
        {
            Leave(own);
        }

        int end = answer.AsSpan().IndexOf((byte)'\n');
        var told = (JsonObject)JsonNode.Parse(answer.AsSpan(0, end))!;
        if (told["error"]?.GetValue<string>() is not { } error)
        {
            return (told, answer[(end + 1)..]);
        }

        throw new PythonFault(own.Reason switch
        {
            Outcome.TimedOut => TooSlow(patience),
            Outcome.Interrupted => "it was asked to stop",
            _ => error,
        });
    }

    public override void Attach(int number, Lane lane)
    {
        Running own = Enter(number, TimeSpan.FromMinutes(1));
        try
        {
            nint arguments = api.NewTuple(1);
            _ = api.SetTupleItem(arguments, 0, api.NewInteger(number));
            nint player = api.Call(findPlayer, arguments);
            api.Decrement(arguments);
            lock (laneGate)
            {
                players[number] = player;
            }
        }
        finally
        {
            Leave(own);
        }
    }

    public override void Notify(int number, Lane lane)
    {
        // The request is answered where its answer is waited for: on that thread.
    }

    public override Outcome Wait(int number, Lane lane, TimeSpan patience)
    {
        nint player;
        lock (laneGate)
        {
            player = players[number];
        }

        Running own = Enter(number, patience);
        nint result = api.Call(player, 0);
        if (result == 0)
        {
            api.PrintError();
        }
        else
        {
            api.Decrement(result);
        }

        Leave(own);
        // An interruption that came too late to be one is forgotten.
        return own.Reason is Outcome.Interrupted or Outcome.TimedOut && lane[Words.Status] == Words.Interrupted ? own.Reason
            : lane.IsAnswered ? Outcome.Answered
            : Outcome.Died;
    }

    public override string Epitaph() => "Python in this process failed to answer";

    public override void Release(int number, Lane? lane)
    {
        try
        {
            Call(new JsonObject { ["op"] = "close", ["lane"] = number }, [], TimeSpan.FromSeconds(10));
        }
        catch (PythonFault)
        {
            // It is given up anyway.
        }

        nint player;
        lock (laneGate)
        {
            players.Remove(number, out player);
            ids.Remove(number);
        }

        if (player != 0)
        {
            Running own = Enter(number, TimeSpan.FromMinutes(1));
            api.Decrement(player);
            Leave(own);
        }

        // Python may still hold views of the memory, which then stays mapped on its side.
        lane?.Dispose();
    }

    public override void Kill()
    {
        // The interpreter is this process's own.
    }

    private static string TooSlow(TimeSpan patience) => string.Create(
        CultureInfo.InvariantCulture,
        $"Python did not answer within {patience.TotalSeconds:0.#} s; raise the option timeout if it needs longer");

    // As wchar_t, which is as wide as the system has it. Never freed: Python keeps it.
    private static nint Wide(string text)
    {
        byte[] bytes = (OperatingSystem.IsWindows() ? Encoding.Unicode : Encoding.UTF32).GetBytes(text + '\0');
        nint memory = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, memory, bytes.Length);
        return memory;
    }

    private void Run(nint dictionary, string script)
    {
        const int File = 257; // Py_file_input
        fixed (byte* text = PythonApi.Text(script), name = PythonApi.Text(WorkerScript.FileName))
        {
            nint code = api.CompileString(text, name, File);
            nint result = code == 0 ? 0 : api.EvalCode(code, dictionary, dictionary);
            if (result == 0)
            {
                api.PrintError();
                throw new PythonFault("Python cannot run AsyncRL's script");
            }

            api.Decrement(result);
            api.Decrement(code);
        }
    }

    private nint Attribute(nint target, string name)
    {
        fixed (byte* text = PythonApi.Text(name))
        {
            return api.GetAttribute(target, text);
        }
    }

    // Takes the interpreter's lock. A thread's state is made once: making it anew for every step costs a microsecond.
    private Running Enter(int number, TimeSpan patience)
    {
        if (threadState == 0)
        {
            _ = api.EnsureState();
            threadState = api.SaveThread();
        }

        api.RestoreThread(threadState);
        if (running is null)
        {
            running = new Running { Thread = api.ThreadNumber() };
            lock (laneGate)
            {
                threads.Add(running);
            }
        }

        running.Reason = Outcome.Answered;
        running.Number = number;
        running.Patience = patience;
        Volatile.Write(ref running.Since, Stopwatch.GetTimestamp());
        return running;
    }

    private void Leave(Running own)
    {
        Volatile.Write(ref own.Since, 0);
        if (own.Reason != Outcome.Answered)
        {
            // What came too late to be raised must not be raised in the next step.
            _ = api.RaiseIn(own.Thread, 0);
        }

        threadState = api.SaveThread();
    }

    private void Watch()
    {
        while (true)
        {
            Thread.Sleep(WatchInterval);
            Running[] all;
            lock (laneGate)
            {
                all = [.. threads];
            }

            foreach (Running thread in all)
            {
                if (Volatile.Read(ref thread.Since) is var since && since != 0
                    && (StopSignals.IsDue(since) || Stopwatch.GetElapsedTime(since) > thread.Patience))
                {
                    Interrupt(thread, since);
                }
            }
        }
    }

    private void Complain()
    {
        while (true)
        {
            Thread.Sleep(WatchInterval);
            lock (laneGate)
            {
                foreach (Running thread in threads)
                {
                    if (Volatile.Read(ref thread.Since) is var since && since != 0 && since != thread.ComplainedOf
                        && (StopSignals.IsDue(since, HopeFor) || Stopwatch.GetElapsedTime(since) > thread.Patience + HopeFor))
                    {
                        thread.ComplainedOf = since;
                        Console.Error.WriteLine(Complaint(thread.Number, Stopwatch.GetElapsedTime(since)));
                    }
                }
            }
        }
    }

    private string Complaint(int number, TimeSpan busy) => string.Create(
        CultureInfo.InvariantCulture,
        $"{GymnasiumEnvironments.Prefix}{ids.GetValueOrDefault(number)} has been busy for {busy.TotalSeconds:0} s with native " +
        $"code, which cannot be interrupted in this process; end the process if it goes on, and use run_in=workers, where it " +
        $"can be.");

    private void Interrupt(Running thread, long since)
    {
        if (threadState == 0)
        {
            _ = api.EnsureState();
        }
        else
        {
            api.RestoreThread(threadState);
        }

        // With the lock in hand the other thread is between two instructions, or in code that has given the lock up.
        if (Volatile.Read(ref thread.Since) == since)
        {
            thread.Reason = StopSignals.IsDue(since) ? Outcome.Interrupted : Outcome.TimedOut;
            _ = api.RaiseIn(thread.Thread, api.Interruption);
        }

        threadState = api.SaveThread();
    }

    // What a thread has under way. Written by the thread, but for Reason, which the watch writes with the lock in hand, and
    // ComplainedOf, which is that thread's own.
    private sealed class Running
    {
        public long Since, ComplainedOf;
        public int Number;
        public TimeSpan Patience;
        public Outcome Reason;
        public nuint Thread;
    }
}
