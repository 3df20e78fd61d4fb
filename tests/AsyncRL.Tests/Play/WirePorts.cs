using System.Runtime.InteropServices;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Play;

namespace AsyncRL.Tests.Play;

/// <summary>
/// A player's three ports at its end of a connection: parameters arrive as bytes, steps are granted by request and answer, and
/// experience leaves column by column, under the names of the schema.
/// </summary>
/// <param name="outgoing">Bytes to the other end.</param>
/// <param name="incoming">Bytes from there.</param>
/// <param name="parameters">Receives the parameters.</param>
internal sealed class WirePorts(Stream outgoing, Stream incoming, ParameterVector parameters)
    : IParameterSource, IExperienceSink, IStepBudget, IDisposable
{
    private readonly BinaryWriter writer = new(new BufferedStream(outgoing));
    private readonly BinaryReader reader = new(incoming);
    private readonly List<float> finals = [];

    /// <summary>As the last answer said.</summary>
    public long Steps { get; private set; }

    public bool StopRequested => false;

    public long Refresh()
    {
        Ask(WireRequest.Parameters);
        long version = reader.ReadInt64();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(parameters.Span));
        return version;
    }

    public int Claim(int wanted)
    {
        Ask(WireRequest.Claim, wanted);
        Steps = reader.ReadInt64();
        return reader.ReadInt32();
    }

    public void Return(int unplayed)
    {
        Ask(WireRequest.Return, unplayed);
        Steps = reader.ReadInt64();
    }

    public void Stepped(Player player, int row, in StepResult result)
    {
        if (result is { EpisodeEnded: true, Terminated: false })
        {
            finals.AddRange(player.Slots.Input(row + player.Rollout.Environments));
        }
    }

    /// <summary>Sends what was played of a segment.</summary>
    public void Send(Player player)
    {
        Dictionary<string, Array> segment = PlayedSegment.Of(player, finals);
        writer.Write((byte)WireRequest.Experience);
        writer.Write(segment.Count);
        foreach ((string name, Array values) in segment)
        {
            writer.Write(name);
            writer.Write(values.GetType().GetElementType()!.Name);
            writer.Write(values.Length);
            writer.Write(values switch
            {
                float[] floats => MemoryMarshal.AsBytes<float>(floats),
                int[] integers => MemoryMarshal.AsBytes<int>(integers),
                _ => MemoryMarshal.AsBytes<bool>((bool[])values),
            });
        }

        writer.Flush();
        finals.Clear();
    }

    /// <summary>Says that nothing more will come, and hangs up.</summary>
    public void Dispose()
    {
        Ask(WireRequest.Close);
        writer.Dispose();
        reader.Dispose();
    }

    private void Ask(WireRequest request, int? number = null)
    {
        writer.Write((byte)request);
        if (number is { } n)
        {
            writer.Write(n);
        }

        writer.Flush();
    }
}
