using System.Diagnostics.CodeAnalysis;

namespace AsyncRL.Environments;

/// <summary>
/// What the numbers of a <see cref="Box"/> are by nature. They always travel as float32, which holds each of these exactly; the
/// type says which numbers are possible, how they are drawn, and in how few bytes a replay memory can keep them.
/// </summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The members stand for number types.")]
public enum ElementType
{
    /// <summary>Real numbers; infinite bounds are allowed.</summary>
    Float32,

    /// <summary>Whole numbers from 0 to 255, as of pixels.</summary>
    UInt8,

    /// <summary>Whole numbers from -128 to 127.</summary>
    Int8,

    /// <summary>Whole numbers from -32,768 to 32,767.</summary>
    Int16,

    /// <summary>Whole numbers from -2^24 to 2^24, as far as float32 counts without gaps.</summary>
    Int32,
}
