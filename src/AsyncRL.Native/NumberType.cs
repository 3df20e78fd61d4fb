namespace AsyncRL.Native;

/// <summary>What the numbers of an array are, as NumPy knows them.</summary>
internal enum NumberType
{
    Float32,
    UInt8,
    Int8,
    Int16,
    Int32,
    Int64,
}
