using System.Runtime.InteropServices;

namespace AsyncRL.Tests.Play;

/// <summary>The other end of a player's connection: knows of it only what arrives as bytes.</summary>
/// <param name="incoming">Bytes from the player.</param>
/// <param name="outgoing">Bytes to it.</param>
/// <param name="teacher">Answers.</param>
internal sealed class WireServer(Stream incoming, Stream outgoing, Teacher teacher) : IDisposable
{
    private readonly BinaryReader reader = new(incoming);
    private readonly BinaryWriter writer = new(new BufferedStream(outgoing));

    /// <summary>Requests that it has got.</summary>
    public Dictionary<WireRequest, int> Requests { get; } = [];

    public void Dispose()
    {
        reader.Dispose();
        writer.Dispose();
    }

    /// <summary>Serves until the player closes the connection.</summary>
    public void Serve()
    {
        while (true)
        {
            var request = (WireRequest)reader.ReadByte();
            Requests[request] = Requests.GetValueOrDefault(request) + 1;
            switch (request)
            {
                case WireRequest.Parameters:
                    writer.Write((long)teacher.Segments.Count);
                    writer.Write(MemoryMarshal.AsBytes<float>(teacher.Theta));
                    break;
                case WireRequest.Claim:
                    int granted = teacher.Grant(reader.ReadInt32());
                    writer.Write(teacher.Steps);
                    writer.Write(granted);
                    break;
                case WireRequest.Return:
                    teacher.TakeBack(reader.ReadInt32());
                    writer.Write(teacher.Steps);
                    break;
                case WireRequest.Experience:
                    teacher.Receive(Enumerable.Range(0, reader.ReadInt32()).Select(_ => ReadColumn()).ToDictionary());
                    break;
                default:
                    return;
            }

            writer.Flush();
        }
    }

    private KeyValuePair<string, Array> ReadColumn()
    {
        string name = reader.ReadString(), type = reader.ReadString();
        int length = reader.ReadInt32();
        Array values = type switch
        {
            nameof(Single) => Read<float>(length),
            nameof(Int32) => Read<int>(length),
            _ => Read<bool>(length),
        };
        return new(name, values);
    }

    private T[] Read<T>(int length)
        where T : unmanaged
    {
        var values = new T[length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
