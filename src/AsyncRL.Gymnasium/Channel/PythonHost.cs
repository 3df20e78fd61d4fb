using System.Text.Json.Nodes;

namespace AsyncRL.Gymnasium.Channel;

/// <summary>A Python that plays environments: a worker process, or the interpreter in this one.</summary>
internal abstract class PythonHost
{
    /// <summary>
    /// Does what a request says, which is anything but a step or a reset. Takes turns with other threads' requests.
    /// </summary>
    /// <param name="request">The request, with its <c>op</c>.</param>
    /// <param name="payload">Bytes that go with it.</param>
    /// <param name="patience">The longest that it may take.</param>
    /// <returns>The answer, and bytes that came with it.</returns>
    /// <exception cref="PythonFault">It was refused, took too long, or Python has ended.</exception>
    public abstract (JsonObject Answer, byte[] Bytes) Call(JsonObject request, ReadOnlySpan<byte> payload, TimeSpan patience);

    /// <summary>Takes a lane's memory into use, which Python has mapped.</summary>
    public abstract void Attach(int number, Lane lane);

    /// <summary>Lets Python know of a request that was posted in a lane.</summary>
    public abstract void Notify(int number, Lane lane);

    /// <summary>Waits for a posted request's answer.</summary>
    public abstract Outcome Wait(int number, Lane lane, TimeSpan patience);

    /// <summary>How the process ended, for errors.</summary>
    public abstract string Epitaph();

    /// <summary>Gives a lane back; the last one ends a worker.</summary>
    public abstract void Release(int number, Lane? lane);

    /// <summary>Ends Python where it does not answer, if that can be done; lanes that others have in it die as well.</summary>
    public abstract void Kill();
}
