using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace AsyncRL.Serialization;

/// <summary>
/// A safetensors file whose header was read and checked: every way in which a file can be damaged or foreign is told as one
/// sentence that names it. Tensors are read from the file when they are asked for, so that one does not pay for what one does not
/// need; the file must stay as it is until then.
/// </summary>
public sealed class SafetensorsFile
{
    private const int MaxHeader = 100_000_000;

    private static readonly Dictionary<string, int> ElementSizes = new()
    {
        ["F32"] = 4, ["F64"] = 8, ["I64"] = 8, ["I32"] = 4, ["U8"] = 1,
    };

    private readonly string path;
    private readonly Dictionary<string, Entry> entries = [];
    private readonly Dictionary<string, string> metadata = [];
    private readonly long dataStart;

    private SafetensorsFile(string path)
    {
        this.path = path;
        using SafeFileHandle file = File.OpenHandle(path);
        long fileLength = RandomAccess.GetLength(file);
        if (fileLength < 8)
        {
            throw Damaged("it is shorter than the 8 bytes every such file begins with");
        }

        Span<byte> prefix = stackalloc byte[8];
        Fill(file, prefix, 0);
        long length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is < 2 or > MaxHeader || length > fileLength - 8)
        {
            throw Damaged($"its header would be {length} bytes long in a file of {fileLength}");
        }

        dataStart = 8 + length;
        var json = new byte[length];
        Fill(file, json, 8);
        if (json[0] != '{')
        {
            throw Damaged("its header does not begin with '{'");
        }

        try
        {
            using JsonDocument header = JsonDocument.Parse(
                json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            ReadHeader(header.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Damaged($"its header is not as the format demands ({e.Message})");
        }

        CheckOffsets(fileLength);
    }

    /// <summary>Names of the tensors, in the order of their data.</summary>
    public IReadOnlyList<string> Names => [.. entries.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.End).Select(e => e.Key)];

    /// <summary>The texts of the header.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its content.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointFormatException">It is damaged or no safetensors file.</exception>
    public static SafetensorsFile Read(string path) => File.Exists(path)
        ? new SafetensorsFile(path)
        : throw new FileNotFoundException($"There is no model file '{path}'.", path);

    /// <summary>A tensor of float32.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <returns>Its elements, C-order.</returns>
    /// <exception cref="CheckpointFormatException">It is missing or has another type or shape.</exception>
    public ReadOnlySpan<float> ReadFloats(string name, IReadOnlyList<int> shape)
    {
        Entry entry = Find(name);
        return entry.Type == "F32" && entry.Shape.SequenceEqual(shape.Select(d => (long)d))
            ? MemoryMarshal.Cast<byte, float>(ReadRaw(name))
            : throw Damaged(
                $"its tensor '{name}' is {entry.Type}[{string.Join(", ", entry.Shape)}] where F32[{string.Join(", ", shape)}] " +
                "is needed");
    }

    /// <summary>The bytes of a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its bytes, little-endian.</returns>
    /// <exception cref="CheckpointFormatException">It is missing.</exception>
    public ReadOnlySpan<byte> ReadRaw(string name)
    {
        Entry entry = Find(name);
        var bytes = new byte[entry.End - entry.Begin];
        ReadInto(name, bytes);
        return bytes;
    }

    /// <summary>Reads the bytes of a tensor into memory that is there already.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">Receives its bytes, little-endian [as many as it has].</param>
    /// <exception cref="CheckpointFormatException">It is missing or has another length.</exception>
    public void ReadInto(string name, Span<byte> bytes)
    {
        Entry entry = Find(name);
        if (entry.End - entry.Begin != bytes.Length)
        {
            throw Damaged($"its tensor '{name}' has {entry.End - entry.Begin} bytes where {bytes.Length} are needed");
        }

        using SafeFileHandle file = File.OpenHandle(path);
        Fill(file, bytes, dataStart + entry.Begin);
    }

    /// <summary>Bytes of one element, by the format's name of its type.</summary>
    internal static int ElementSize(string type) => ElementSizes.TryGetValue(type, out int size)
        ? size
        : throw new ArgumentException(
            $"'{type}' is no element type that can be written; use one of {string.Join(", ", ElementSizes.Keys)}.");

    private void ReadHeader(JsonElement root)
    {
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                foreach (JsonProperty text in property.Value.EnumerateObject())
                {
                    metadata[text.Name] =
                        text.Value.GetString() ?? throw new FormatException($"metadata '{text.Name}' is no text");
                }

                continue;
            }

            JsonElement offsets = property.Value.GetProperty("data_offsets");
            if (offsets.GetArrayLength() != 2)
            {
                throw new FormatException($"tensor '{property.Name}' does not have two offsets");
            }

            var entry = new Entry(
                property.Value.GetProperty("dtype").GetString() ?? string.Empty,
                [.. property.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())],
                offsets[0].GetInt64(),
                offsets[1].GetInt64());
            entries.Add(property.Name, entry);
        }
    }

    // Without gaps or overlaps, each as long as its shape says, and the file exactly as long as all of them.
    private void CheckOffsets(long fileLength)
    {
        long position = 0;
        foreach ((string name, Entry entry) in entries.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.End))
        {
            if (!ElementSizes.TryGetValue(entry.Type, out int size))
            {
                throw Damaged($"its tensor '{name}' has the unknown type '{entry.Type}'");
            }

            bool sensible = Array.TrueForAll(entry.Shape, d => d is >= 0 and <= int.MaxValue);
            decimal length = sensible
                ? entry.Shape.Aggregate((decimal)size, (product, d) => product > 1e18m ? product : product * d)
                : -1;
            if (entry.Begin != position || entry.End < entry.Begin || entry.End - entry.Begin != length)
            {
                throw Damaged(
                    $"its tensor '{name}' lies at {entry.Begin} to {entry.End}, which does not fit its shape or its neighbours");
            }

            position = entry.End;
        }

        if (dataStart + position != fileLength)
        {
            throw Damaged($"it is {fileLength} bytes long where its header says {dataStart + position}");
        }
    }

    private void Fill(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
            {
                throw Damaged("it became shorter while it was read");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    private Entry Find(string name) =>
        entries.TryGetValue(name, out Entry? entry) ? entry : throw Damaged($"it has no tensor '{name}'");

    private CheckpointFormatException Damaged(string what) => new($"'{path}' is damaged or no AsyncRL file: {what}.");

    private sealed record Entry(string Type, long[] Shape, long Begin, long End);
}
