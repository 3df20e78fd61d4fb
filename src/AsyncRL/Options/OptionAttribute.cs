namespace AsyncRL;

/// <summary>Documents one option: the text of <c>docs/options.md</c> and of error messages.</summary>
/// <param name="description">What it does, in one sentence.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string description) : Attribute
{
    /// <summary>What it does.</summary>
    public string Description { get; } = description;

    /// <summary>Where the default comes from.</summary>
    public string Source { get; init; } = string.Empty;

    /// <summary>Least value allowed.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Greatest value allowed.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Whether the texts of a list are convolutions such as 16x3/1.</summary>
    public bool IsConvolutions { get; init; }

    /// <summary>Whether having no value means that one is chosen from the environment: written "auto".</summary>
    public bool IsAutomatic { get; init; }

    /// <summary>Words allowed, separated by |; empty for any.</summary>
    public string Choices { get; init; } = string.Empty;

    internal void CheckItem(string key, string text)
    {
        if (IsConvolutions)
        {
            ConvSpecification.Parse(text, key);
        }
        else if (Choices.Length > 0 && !Choices.Split('|').Contains(text))
        {
            throw new OptionException($"{key}: '{text}' is not one of {Choices.Replace("|", ", ", StringComparison.Ordinal)}.");
        }
    }
}
