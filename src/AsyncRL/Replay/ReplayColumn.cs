namespace AsyncRL.Replay;

/// <summary>
/// Numbers that a replay memory keeps with every row besides the observation and the step: a goal, behaviour log-probabilities, a
/// search policy, an intrinsic reward. Immutable.
/// </summary>
public sealed record ReplayColumn
{
    /// <summary>Declares a column.</summary>
    /// <param name="name">Its name, unique in a layout.</param>
    /// <param name="element">What its numbers are.</param>
    /// <param name="length">How many there are in a row, at least 1.</param>
    /// <exception cref="ArgumentException">The name is empty, or the length is below 1.</exception>
    public ReplayColumn(string name, ReplayElement element, int length)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (length < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"Column '{name}' needs at least one number in a row.");
        }

        (Name, Element, Length) = (name, element, length);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What its numbers are.</summary>
    public ReplayElement Element { get; }

    /// <summary>How many there are in a row.</summary>
    public int Length { get; }

    /// <summary>Bytes that it takes in a row.</summary>
    public int Bytes => Element == ReplayElement.Float ? sizeof(float) * Length : Length;

    /// <summary>The column as text: <c>goal Float[3]</c>.</summary>
    public override string ToString() => $"{Name} {Element}[{Length}]";
}
