using System.Globalization;

namespace AsyncRL.Environments;

/// <summary>Several observations at once, known by their order. Their numbers lie one after another.</summary>
public sealed class TupleSpace : CompositeSpace
{
    /// <summary>Creates the space.</summary>
    /// <param name="parts">At least one space; none of them composite.</param>
    /// <exception cref="ArgumentException">There is none, or a part is composite.</exception>
    public TupleSpace(params IReadOnlyList<Space> parts)
        : base("Tuple", [.. parts.Select((space, i) => (i.ToString(CultureInfo.InvariantCulture), space))])
    {
    }

    /// <summary>The space as text, <c>Tuple(Discrete(32), Discrete(11), Discrete(2))</c>.</summary>
    public override string ToString() => $"Tuple({string.Join(", ", Parts.Select(p => p.Space))})";
}
