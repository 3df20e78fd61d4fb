using System.Runtime.InteropServices;

namespace AsyncRL.Serialization;

/// <summary>One tensor to be written to a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The format's name of its element type.</param>
/// <param name="Shape">Its shape; C-order.</param>
/// <param name="Data">Its bytes, little-endian; they must not change until they are written.</param>
internal sealed record SafetensorsTensor(string Name, string Type, IReadOnlyList<int> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>A tensor of float32.</summary>
    /// <param name="name">Name.</param>
    /// <param name="shape">Shape.</param>
    /// <param name="values">Elements, C-order.</param>
    /// <returns>The tensor.</returns>
    public static SafetensorsTensor Of(string name, IReadOnlyList<int> shape, ReadOnlySpan<float> values) =>
        new(name, "F32", shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A tensor of bytes.</summary>
    /// <param name="name">Name.</param>
    /// <param name="values">Elements.</param>
    /// <returns>The tensor.</returns>
    public static SafetensorsTensor OfBytes(string name, ReadOnlyMemory<byte> values) => new(name, "U8", [values.Length], values);
}
