namespace AsyncRL.Algorithms;

/// <summary>Registers a class derived from <see cref="Algorithm"/> by name.</summary>
/// <param name="name">The name users type: lower case, words joined by hyphens.</param>
/// <param name="summary">One sentence with its source.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AlgorithmAttribute(string name, string summary) : Attribute
{
    /// <summary>The name users type.</summary>
    public string Name { get; } = name;

    /// <summary>One sentence with its source.</summary>
    public string Summary { get; } = summary;
}
