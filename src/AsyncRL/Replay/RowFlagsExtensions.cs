namespace AsyncRL.Replay;

/// <summary>Reads <see cref="RowFlags"/>. Enum.HasFlag allocates until its caller is optimised.</summary>
internal static class RowFlagsExtensions
{
    public static bool Has(this RowFlags flags, RowFlags flag) => (flags & flag) != 0;
}
