namespace AsyncRL.Environments;

/// <summary>
/// Makes a parameter of an environment's constructor an option of its ids: <c>--env-set corridor_length=20</c>,
/// <c>environment:</c> in a file, or
/// <see cref="EnvironmentOptions"/> in code. The key is the parameter's name in snake_case, the default is the parameter's.
/// </summary>
/// <remarks>
/// The parameter is an int, long, ulong, float, double, bool, string or enum, one of these made nullable, or a list (an array or
/// <see cref="IReadOnlyList{T}"/>) of ints, floats, doubles or strings.
/// </remarks>
/// <param name="description">What it does, in one sentence.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EnvironmentOptionAttribute(string description) : Attribute
{
    /// <summary>What it does.</summary>
    public string Description { get; } = description;

    /// <summary>Least number allowed.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Greatest number allowed.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Words allowed, separated by |; empty for any.</summary>
    public string Choices { get; init; } = string.Empty;
}
