namespace AsyncRL.Gymnasium.Spaces;

/// <summary>How Python keeps the numbers of an observation's part in the shared memory.</summary>
internal enum NumberKind
{
    Float32,
    Float64,
    UInt8,
    Int8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
}
