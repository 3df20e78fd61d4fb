using System.Collections;
using System.Globalization;

namespace AsyncRL.Environments;

/// <summary>One option that an environment reads: its key, kind, default, range, and what it does.</summary>
public sealed class EnvironmentOptionEntry
{
    private readonly Type type;
    private readonly bool isOptional;
    private readonly EnvironmentOptionAttribute attribute;

    internal EnvironmentOptionEntry(string key, Type type, object? defaultValue, EnvironmentOptionAttribute attribute)
    {
        this.type = type;
        this.attribute = attribute;
        isOptional = defaultValue is null || Nullable.GetUnderlyingType(type) is not null;
        Key = key;
        Default = OptionText.Format(defaultValue);
    }

    /// <summary>The key, such as "corridor_length".</summary>
    public string Key { get; }

    /// <summary>What kind of value it takes, in words: "a whole number", "one of 4x4, 8x8", "a number, or 'none'".</summary>
    public string Kind => isOptional ? $"{Expected}, or '{OptionText.Nothing}'" : Expected;

    /// <summary>The value where none is given, as text; "none" where it may be left open and is.</summary>
    public string Default { get; }

    /// <summary>What it does.</summary>
    public string Description => attribute.Description;

    /// <summary>What numbers are allowed, in words, such as "from 0 to 1"; empty where all are.</summary>
    public string Range => (double.IsFinite(attribute.Min), double.IsFinite(attribute.Max)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $"from {attribute.Min} to {attribute.Max}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"at least {attribute.Min}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $"at most {attribute.Max}"),
        _ => string.Empty,
    };

    private string Expected => attribute.Choices.Length > 0 ? $"one of {string.Join(", ", Words)}" : OptionText.Describe(type);

    private string[] Words => attribute.Choices.Split('|');

    /// <summary>The value that a text means.</summary>
    /// <param name="id">Whose option it is, for the error.</param>
    /// <param name="text">The text.</param>
    /// <returns>The value, of the parameter's type.</returns>
    /// <exception cref="EnvironmentOptionException">It is of another kind or out of range.</exception>
    internal object? Parse(string id, string text)
    {
        if (isOptional && text.Trim() == OptionText.Nothing)
        {
            return null;
        }

        if (!OptionText.TryParse(type, text, out object? value))
        {
            throw OptionText.FindBeyond(type, text) is { } beyond
                ? OutOfRange(id, beyond, OptionText.RangeOf(type, attribute.Min, attribute.Max))
                : new EnvironmentOptionException($"{Key} of {id}: '{text}' is not {Kind}.");
        }

        foreach (object item in value is IEnumerable list and not string ? list.Cast<object>() : [value!])
        {
            if (item is string word && attribute.Choices.Length > 0 && !Words.Contains(word))
            {
                throw new EnvironmentOptionException(
                    $"{Key} of {id}: '{word}' is not {Kind}" +
                    $"{(ClosestMatch.Find(word, Words) is { } closest ? $"; did you mean '{closest}'?" : ".")}");
            }

            if (item is not (string or bool or Enum) && !IsAllowed(Convert.ToDouble(item, CultureInfo.InvariantCulture)))
            {
                throw OutOfRange(id, OptionText.Format(item), Range.Length > 0 ? Range : "a finite number");
            }
        }

        return value;
    }

    private EnvironmentOptionException OutOfRange(string id, string value, string range) => new(
        $"{Key} of {id}: {value} is out of range; it must be {range}" +
        $"{(isOptional ? $", or '{OptionText.Nothing}'" : string.Empty)}.");

    private bool IsAllowed(double number) => double.IsFinite(number) && number >= attribute.Min && number <= attribute.Max;
}
