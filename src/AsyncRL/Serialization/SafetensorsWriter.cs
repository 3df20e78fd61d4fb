using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AsyncRL.Serialization;

/// <summary>
/// Writes safetensors files: 8 bytes of header length (little-endian), a JSON header padded with spaces to a multiple of 8, then
/// the data without gaps.
/// </summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">The target; replaced if it exists.</param>
    /// <param name="tensors">The tensors, in order.</param>
    /// <param name="metadata">Texts for the header's <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or a tensor's data do not fit its shape and type; nothing
    /// is written.</exception>
    public static void Write(string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        SafetensorsTensor[] all = [.. tensors];
        var header = new JsonObject
        {
            ["__metadata__"] = new JsonObject(metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
        };
        long offset = 0;
        foreach (SafetensorsTensor tensor in all)
        {
            Check(tensor, header);
            header[tensor.Name] = new JsonObject
            {
                ["dtype"] = tensor.Type,
                ["shape"] = JsonSerializer.SerializeToNode(tensor.Shape),
                ["data_offsets"] = new JsonArray(offset, offset + tensor.Data.Length),
            };
            offset += tensor.Data.Length;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        int length = (json.Length + 7) / 8 * 8;
        AtomicFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, length);
            stream.Write(prefix);
            stream.Write(json);
            stream.Write("       "u8[..(length - json.Length)]);
            foreach (SafetensorsTensor tensor in all)
            {
                stream.Write(tensor.Data.Span);
            }
        });
    }

    // A file that breaks these rules is one that no reader accepts, found out only when it is needed.
    private static void Check(SafetensorsTensor tensor, JsonObject header)
    {
        if (header.ContainsKey(tensor.Name))
        {
            throw new ArgumentException($"Two entries of a safetensors file are named '{tensor.Name}'; names must differ.");
        }

        long length = tensor.Shape.Aggregate((long)SafetensorsFile.ElementSize(tensor.Type), (product, d) => product * d);
        if (length != tensor.Data.Length)
        {
            throw new ArgumentException(
                $"The tensor '{tensor.Name}' has {tensor.Data.Length} bytes where " +
                $"{tensor.Type}[{string.Join(", ", tensor.Shape)}] takes {length}.");
        }
    }
}
