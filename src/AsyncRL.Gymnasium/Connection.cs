using System.Text.Json.Nodes;
using AsyncRL.Environments;
using AsyncRL.Gymnasium.Channel;
using AsyncRL.Gymnasium.Embedding;
using AsyncRL.Gymnasium.Processes;
using AsyncRL.Gymnasium.Spaces;

namespace AsyncRL.Gymnasium;

/// <summary>An environment that Python has made, and the memory shared with it.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly TimeSpan MakingTakesLonger = TimeSpan.FromMinutes(1);
    private static int inProcess; // 1 while an environment that could have run elsewhere plays in this process

    private readonly PythonHost host;
    private readonly int number;
    private readonly TimeSpan timeout;
    private bool holdsPlace;
    private bool isDisposed;

    private Connection(GymnasiumSettings settings)
    {
        timeout = settings.Timeout;
        StopSignals.Listen();
        string program = PythonProgram.Find(settings.Python);
        (host, number) = Place(settings, program);
        try
        {
            JsonObject request = settings.ToRequest();
            request["op"] = "make";
            request["lane"] = number;
            request["patience"] = (timeout + MakingTakesLonger).TotalSeconds;
            World = new WorldDescription(host.Call(request, [], timeout + MakingTakesLonger).Answer);
            Lane = new Lane(World.Length);
            host.Call(new JsonObject { ["op"] = "map", ["lane"] = number, ["path"] = Lane.FilePath }, [], timeout);
            Lane.Unlink();
            host.Attach(number, Lane);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public WorldDescription World { get; }

    public Lane Lane { get; }

    /// <summary>The worker's process; null in this one.</summary>
    public int? ProcessId => (host as WorkerProcess)?.ProcessId;

    /// <summary>Makes the environment.</summary>
    /// <exception cref="EnvironmentUnavailableException">It could not be made: Python, a package or the environment is missing,
    /// too old or broken, or its spaces cannot be played.</exception>
    public static Connection Open(GymnasiumSettings settings)
    {
        try
        {
            return new Connection(settings);
        }
        catch (PythonFault e)
        {
            throw new EnvironmentUnavailableException(settings.Name, e.Message + ".");
        }
    }

    /// <summary>Hands over the request that the lane's words hold.</summary>
    public void Post()
    {
        Lane.Post();
        host.Notify(number, Lane);
    }

    public Outcome Wait() => host.Wait(number, Lane, timeout);

    /// <summary>A request about this environment that is neither a step nor a reset.</summary>
    /// <exception cref="PythonFault">It failed.</exception>
    public (JsonObject Answer, byte[] Bytes) Call(string op, ReadOnlySpan<byte> payload) =>
        host.Call(new JsonObject { ["op"] = op, ["lane"] = number }, payload, timeout);

    public string Epitaph() => host.Epitaph();

    public void Kill() => host.Kill();

    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        host.Release(number, Lane);
        if (holdsPlace)
        {
            Volatile.Write(ref inProcess, 0);
        }
    }

    private (PythonHost Host, int Number) Place(GymnasiumSettings settings, string program)
    {
        holdsPlace = settings.Place == PythonPlace.Auto && Interlocked.CompareExchange(ref inProcess, 1, 0) == 0;
        try
        {
            if ((holdsPlace || settings.Place == PythonPlace.Process) && EmbeddedPython.TryStart(program) is { } here)
            {
                here.Greet();
                return (here, here.NextNumber());
            }

            if (settings.Place == PythonPlace.Process)
            {
                throw new PythonFault(
                    $"'{program}' cannot run in this process, because it has no shared library or another Python runs here; " +
                    "leave run_in out, or set it to workers");
            }

            GiveUpPlace();
            return WorkerPool.Take(program, settings.EnvironmentsPerWorker, settings.ShowsOutput);
        }
        catch
        {
            GiveUpPlace();
            throw;
        }
    }

    private void GiveUpPlace()
    {
        if (holdsPlace)
        {
            holdsPlace = false;
            Volatile.Write(ref inProcess, 0);
        }
    }
}
