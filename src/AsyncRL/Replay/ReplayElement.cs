using System.Diagnostics.CodeAnalysis;

namespace AsyncRL.Replay;

/// <summary>What the numbers of a <see cref="ReplayColumn"/> are.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The members stand for number types.")]
public enum ReplayElement
{
    /// <summary>Single-precision numbers, four bytes each.</summary>
    Float,

    /// <summary>Whole numbers from 0 to 255, a byte each.</summary>
    Byte,
}
