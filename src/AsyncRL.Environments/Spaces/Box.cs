using System.Globalization;

namespace AsyncRL.Environments;

/// <summary>
/// A box of numbers of any shape, each element with its own lower and upper bound: real numbers, whose bounds may be infinite, or
/// whole numbers of an <see cref="Environments.ElementType"/>.
/// </summary>
public sealed class Box : Space
{
    private readonly float[] low;
    private readonly float[] high;

    /// <summary>Creates a box whose elements all have the same bounds.</summary>
    /// <param name="low">The lower bound, or negative infinity.</param>
    /// <param name="high">The upper bound, or positive infinity; at least <paramref name="low"/>.</param>
    /// <param name="shape">The extent of every axis, for example 10, 10, 4 (rows, columns, channels).</param>
    /// <exception cref="ArgumentException">The bounds are crossed or not numbers, or an extent is below 1.</exception>
    public Box(float low, float high, params ReadOnlySpan<int> shape)
        : this(ElementType.Float32, low, high, shape)
    {
    }

    /// <summary>Creates a box of numbers of some type, whose elements all have the same bounds.</summary>
    /// <param name="elementType">What the numbers are.</param>
    /// <param name="low">The lower bound; not below the smallest number of the type.</param>
    /// <param name="high">The upper bound, at least <paramref name="low"/>; not above the largest number of the type.</param>
    /// <param name="shape">The extent of every axis, for example 84, 84, 3 (rows, columns, channels).</param>
    /// <exception cref="ArgumentException">The bounds are crossed, not numbers, or none of the type;
    /// or an extent is below 1.</exception>
    public Box(ElementType elementType, float low, float high, params ReadOnlySpan<int> shape)
        : base(shape)
    {
        ElementType = elementType;
        this.low = new float[Length];
        this.high = new float[Length];
        Array.Fill(this.low, low);
        Array.Fill(this.high, high);
        CheckBounds();
    }

    /// <summary>Creates a vector box with bounds per element.</summary>
    /// <param name="low">The lower bounds.</param>
    /// <param name="high">The upper bounds, as many as there are lower ones.</param>
    /// <exception cref="ArgumentException">The bounds are crossed, not numbers, or differ in count.</exception>
    public Box(ReadOnlySpan<float> low, ReadOnlySpan<float> high)
        : this(low, high, [low.Length])
    {
    }

    /// <summary>Creates a box of any shape with bounds per element.</summary>
    /// <param name="low">The lower bounds in row-major order.</param>
    /// <param name="high">The upper bounds in row-major order.</param>
    /// <param name="shape">The extent of every axis; their product is the number of bounds.</param>
    /// <exception cref="ArgumentException">The bounds are crossed, not numbers, or differ from the shape in count.</exception>
    public Box(ReadOnlySpan<float> low, ReadOnlySpan<float> high, params ReadOnlySpan<int> shape)
        : this(ElementType.Float32, low, high, shape)
    {
    }

    /// <summary>Creates a box of numbers of some type and any shape with bounds per element.</summary>
    /// <param name="elementType">What the numbers are.</param>
    /// <param name="low">The lower bounds in row-major order.</param>
    /// <param name="high">The upper bounds in row-major order.</param>
    /// <param name="shape">The extent of every axis; their product is the number of bounds.</param>
    /// <exception cref="ArgumentException">The bounds are crossed, not numbers, none of the type, or differ
    /// from the shape in count.</exception>
    public Box(ElementType elementType, ReadOnlySpan<float> low, ReadOnlySpan<float> high, params ReadOnlySpan<int> shape)
        : base(shape)
    {
        ElementType = elementType;
        if (low.Length != Length || high.Length != Length)
        {
            throw new ArgumentException(
                $"A Box of shape ({ShapeText(shape)}) needs {Length} lower and {Length} upper bounds, " +
                $"but got {low.Length} and {high.Length}.");
        }

        this.low = low.ToArray();
        this.high = high.ToArray();
        CheckBounds();
    }

    /// <summary>What the numbers are; <see cref="ElementType.Float32"/> unless told otherwise.</summary>
    public ElementType ElementType { get; }

    /// <summary>The lower bound of every element, row-major; negative infinity where there is none.</summary>
    public ReadOnlySpan<float> Low => low;

    /// <summary>The upper bound of every element, row-major; positive infinity where there is none.</summary>
    public ReadOnlySpan<float> High => high;

    /// <summary>Moves numbers to the nearest ones inside the box, which are whole where its element type is.</summary>
    /// <param name="values">The numbers [<see cref="Space.Length"/>].</param>
    /// <param name="clipped">Receives them; may be the same span.</param>
    public void Clip(ReadOnlySpan<float> values, Span<float> clipped)
    {
        bool whole = ElementType.IsInteger();
        for (int i = 0; i < low.Length; i++)
        {
            clipped[i] = Math.Clamp(whole ? MathF.Round(values[i]) : values[i], low[i], high[i]);
        }
    }

    /// <summary>Whether every element has a finite lower and upper bound.</summary>
    public bool IsBounded
    {
        get
        {
            for (int i = 0; i < low.Length; i++)
            {
                if (float.IsInfinity(low[i]) || float.IsInfinity(high[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public override SpaceViolation? FindViolation(ReadOnlySpan<float> element)
    {
        CheckLength(element);
        bool whole = ElementType.IsInteger();
        for (int i = 0; i < element.Length; i++)
        {
            float value = element[i];
            if (!(value >= low[i] && value <= high[i]))
            {
                return new SpaceViolation(
                    i, value, $"element {i}",
                    string.Create(CultureInfo.InvariantCulture, $"its bounds are {low[i]} to {high[i]}"));
            }

            if (whole && value != MathF.Floor(value))
            {
                return new SpaceViolation(
                    i, value, $"element {i}", $"it must be a whole number, as the element type is {ElementType}");
            }
        }

        return null;
    }

    /// <summary>
    /// Draws every element by Gymnasium's rule: uniform between two finite bounds, an exponential distance from a single one,
    /// standard normal without any. Whole numbers between their bounds are all equally likely.
    /// </summary>
    /// <inheritdoc/>
    public override void Sample(Pcg64 random, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(random);
        CheckLength(destination);
        bool whole = ElementType.IsInteger();
        for (int i = 0; i < destination.Length; i++)
        {
            if (whole)
            {
                destination[i] = random.Integers((int)low[i], (int)high[i] + 1);
                continue;
            }

            bool below = !float.IsInfinity(low[i]);
            bool above = !float.IsInfinity(high[i]);
            destination[i] = (below, above) switch
            {
                (true, true) => Math.Clamp((float)random.Uniform(low[i], high[i]), low[i], high[i]),
                (true, false) => (float)(low[i] + random.Exponential()),
                (false, true) => (float)(high[i] - random.Exponential()),
                _ => (float)random.Normal(),
            };
        }
    }

    /// <summary>
    /// The space as text, <c>Box(-1, 1, (3))</c> or <c>Box(0, 255, (84, 84, 3), UInt8)</c>; bounds that differ
    /// between elements show as their extremes.
    /// </summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Box({low.Min()}, {high.Max()}, " +
        $"({ShapeText([.. Shape])}){(ElementType == ElementType.Float32 ? string.Empty : $", {ElementType}")})");

    private protected override string? FindDifferenceWithin(Space other)
    {
        var box = (Box)other;
        if (ElementType != box.ElementType)
        {
            return $"its numbers are {ElementType}, not {box.ElementType}";
        }

        for (int i = 0; i < low.Length; i++)
        {
            if (low[i] != box.low[i] || high[i] != box.high[i])
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the bounds of element {i} are {low[i]} to {high[i]}, not {box.low[i]} to {box.high[i]}");
            }
        }

        return null;
    }

    private static string ShapeText(ReadOnlySpan<int> shape) => string.Join(", ", shape.ToArray());

    private void CheckBounds()
    {
        (float least, float most) = ElementType.Range();
        bool whole = ElementType.IsInteger();
        for (int i = 0; i < low.Length; i++)
        {
            if (!(low[i] <= high[i]))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Element {i} of the Box has the bounds {low[i]} and {high[i]}; " +
                    $"the lower must not exceed the upper, and both must be numbers."));
            }

            if (whole && (low[i] < least || high[i] > most || low[i] != MathF.Floor(low[i]) || high[i] != MathF.Floor(high[i])))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Element {i} of the Box has the bounds {low[i]} and {high[i]}; " +
                    $"of the element type {ElementType} they must be whole numbers from {least} to {most}."));
            }
        }
    }
}
