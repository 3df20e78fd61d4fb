namespace AsyncRL.Neural;

/// <summary>
/// All parameters of a network or of a model, or anything of the same shape (a gradient, optimizer statistics), as one flat,
/// 64-byte aligned vector of float32.
/// </summary>
public sealed unsafe class ParameterVector
{
    /// <summary>Slices of a vector begin and end at multiples of so many floats: a cache line of 64 bytes.</summary>
    public const int SliceUnit = 16;

    private readonly AlignedFloats floats;
    private readonly int first;

    // Made when first asked for. Threads may make it at the same time: they make the same, and it does not matter whose stays.
    private ModelStretches? stretches;

    /// <summary>Makes a vector of zeros.</summary>
    /// <param name="layout">Its layout.</param>
    public ParameterVector(ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        floats = new AlignedFloats(layout.Length);
    }

    private ParameterVector(ParameterLayout layout, AlignedFloats floats, int first)
    {
        Layout = layout;
        this.floats = floats;
        this.first = first;
    }

    /// <summary>Where each tensor lies.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The floats, padding included.</summary>
    public Span<float> Span => floats.Span.Slice(first, Layout.Length);

    internal float* Pointer => floats.Pointer + first;

    /// <summary>
    /// A vector that is a stretch of this one: it shares its memory, so that whatever is written to one is in the other.
    /// </summary>
    /// <param name="layout">The stretch's layout.</param>
    /// <param name="first">Where it starts in this vector; a multiple of <see cref="SliceUnit"/>.</param>
    /// <returns>The stretch; it keeps the memory alive.</returns>
    /// <exception cref="ArgumentException">The stretch does not start at such a multiple, or reaches beyond this
    /// vector.</exception>
    public ParameterVector Part(ParameterLayout layout, int first)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (first < 0 || first % SliceUnit != 0 || layout.Length > Layout.Length - first)
        {
            throw new ArgumentException(
                $"A part of {layout.Length} floats cannot start at {first} in a vector of {Layout.Length}; it must start at a " +
                $"multiple of {SliceUnit} and end within the vector.", nameof(first));
        }

        return new ParameterVector(layout, floats, this.first + first);
    }

    /// <summary>Copies another vector of the same layout.</summary>
    /// <param name="other">The other.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public void CopyFrom(ParameterVector other)
    {
        other.Require(Layout, nameof(other));
        other.Span.CopyTo(Span);
    }

    /// <summary>Sets everything to zero.</summary>
    public void Clear() => Span.Clear();

    /// <summary>
    /// The stretches of a model's parts, made once per vector: after that, binding networks to it allocates nothing.
    /// </summary>
    internal ParameterVector[] StretchesOf(ModelDescription model)
    {
        ModelStretches? known = stretches;
        if (known is null || !ReferenceEquals(known.Model, model))
        {
            Require(model.Parameters, nameof(model));
            stretches = known = new ModelStretches(
                model, model.Parts.Count == 1 ? [this] : [.. model.Parts.Select(p => Part(p.Layout, p.First))]);
        }

        return known.Vectors;
    }

    /// <summary>Kernels trust lengths, so callers check vectors first.</summary>
    internal void Require(ParameterLayout layout, string name)
    {
        if (Layout.Length != layout.Length)
        {
            throw new ArgumentException(
                $"The vector has {Layout.Length} floats where {layout.Length} are needed; use vectors of one network.", name);
        }
    }

    internal void RequireSlice(int first, int length)
    {
        if (first < 0 || length < 0 || length > Layout.Length - first || first % SliceUnit != 0 || length % SliceUnit != 0)
        {
            throw new ArgumentException(
                $"The slice of {length} floats from {first} on is none of a vector of {Layout.Length}; " +
                $"both must be multiples of {SliceUnit}.", nameof(first));
        }
    }

    private sealed record ModelStretches(ModelDescription Model, ParameterVector[] Vectors);
}
