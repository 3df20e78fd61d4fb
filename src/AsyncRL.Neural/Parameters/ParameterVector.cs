namespace AsyncRL.Neural;

/// <summary>
/// All parameters of a network, or anything of the same shape (a gradient, optimizer statistics), as one flat, 64-byte aligned vector of float32.
/// </summary>
public sealed unsafe class ParameterVector
{
    /// <summary>Slices of a vector begin and end at multiples of so many floats: a cache line of 64 bytes.</summary>
    public const int SliceUnit = 16;

    private readonly AlignedFloats floats;

    /// <summary>Makes a vector of zeros.</summary>
    /// <param name="layout">Its layout.</param>
    public ParameterVector(ParameterLayout layout)
    {
        Layout = layout;
        floats = new AlignedFloats(layout.Length);
    }

    /// <summary>Where each tensor lies.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The floats, padding included.</summary>
    public Span<float> Span => floats.Span;

    internal float* Pointer => floats.Pointer;

    /// <summary>Copies another vector of the same layout.</summary>
    /// <param name="other">The other.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public void CopyFrom(ParameterVector other)
    {
        other.Require(Layout, nameof(other));
        other.Span.CopyTo(Span);
    }

    /// <summary>Kernels trust lengths, so whoever hands them vectors checks first.</summary>
    internal void Require(ParameterLayout layout, string name)
    {
        if (Layout.Length != layout.Length)
        {
            throw new ArgumentException($"The vector has {Layout.Length} floats where {layout.Length} are needed; use vectors of one network.", name);
        }
    }

    internal void RequireSlice(int first, int length)
    {
        if (first < 0 || length < 0 || length > Layout.Length - first || first % SliceUnit != 0 || length % SliceUnit != 0)
        {
            throw new ArgumentException(
                $"The slice of {length} floats from {first} on is none of a vector of {Layout.Length}; both must be multiples of {SliceUnit}.", nameof(first));
        }
    }

    /// <summary>Sets everything to zero.</summary>
    public void Clear() => Span.Clear();
}
