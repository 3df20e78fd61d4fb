namespace AsyncRL.Neural;

/// <summary>
/// A number known to the JIT: a kernel that is generic in it is compiled for each, with what the number rules out left away.
/// </summary>
internal interface ITileCount
{
    static abstract int Value { get; }
}
