using System.Collections;
using System.Globalization;
using System.Reflection;
using AsyncRL.Environments;

namespace AsyncRL;

/// <summary>One option: its key, its type, its default, and how to read and write it.</summary>
public sealed class OptionEntry
{
    // How the absence of a value is written: there is nothing, or something is chosen from the environment.
    private const string None = "none", Automatic = "auto";

    private readonly Func<TrainingOptions, object> getPart;
    private readonly Func<TrainingOptions, object, TrainingOptions> setPart;
    private readonly PropertyInfo property;
    private readonly OptionAttribute attribute;

    /// <summary>An option that stands alone.</summary>
    internal OptionEntry(PropertyInfo property, OptionAttribute attribute)
        : this(string.Empty, property, attribute, options => options, (_, changed) => (TrainingOptions)changed)
    {
    }

    /// <summary>An option of one of the program's groups.</summary>
    internal OptionEntry(PropertyInfo part, PropertyInfo property, OptionAttribute attribute)
        : this($"{SnakeCase(part.Name)}.", property, attribute, options => PartOf(part, options), (options, changed) =>
        {
            TrainingOptions copy = options with { };
            part.SetValue(copy, changed);
            return copy;
        })
    {
    }

    /// <summary>An option of a group that an algorithm declares.</summary>
    internal OptionEntry(OptionGroup group, PropertyInfo property, OptionAttribute attribute)
        : this(
            $"{group.Name}.", property, attribute, options => options.Group(group),
            (options, changed) => options.WithGroup(group, changed)) =>
        GroupType = group.Type;

    private OptionEntry(
        string prefix, PropertyInfo property, OptionAttribute attribute, Func<TrainingOptions, object> getPart,
        Func<TrainingOptions, object, TrainingOptions> setPart)
    {
        this.property = property;
        this.attribute = attribute;
        this.getPart = getPart;
        this.setPart = setPart;
        Key = prefix + SnakeCase(property.Name);
    }

    /// <summary>The record of the group that an algorithm declares; null for the program's own options.</summary>
    internal Type? GroupType { get; }

    /// <summary>The key, such as "network.hidden".</summary>
    public string Key { get; }

    /// <summary>What it does.</summary>
    public string Description => attribute.Description;

    /// <summary>Where the default comes from; may be empty.</summary>
    public string Source => attribute.Source;

    /// <summary>What kind of value it takes, in words.</summary>
    public string Kind => Describe(property.PropertyType);

    /// <summary>
    /// The numbers that it takes, such as "at least 1"; empty where every number of its kind, or no number, is one.
    /// </summary>
    public string Range => double.IsFinite(attribute.Min) || double.IsFinite(attribute.Max) ? RangeInWords() : string.Empty;

    /// <summary>Whether its value is chosen from the environment where none is given.</summary>
    public bool IsAutomatic => attribute.IsAutomatic;

    private bool IsOptional => IsAutomatic || Nullable.GetUnderlyingType(property.PropertyType) is not null;

    private string Nothing => IsAutomatic ? Automatic : None;

    /// <summary>Whether the option was set, be it to its default.</summary>
    /// <param name="options">The options.</param>
    internal bool IsGiven(TrainingOptions options) => GroupType is not null && !options.Own.ContainsKey(GroupType)
        ? false
        : getPart(options) is not OptionRecord record || record.IsGiven(property.Name);

    /// <summary>Whether there is no value yet.</summary>
    /// <param name="options">The options.</param>
    internal bool IsOpen(TrainingOptions options) => IsAutomatic && Get(options) is null;

    /// <summary>Whether it may be left without a value, and is.</summary>
    /// <param name="options">The options.</param>
    internal bool IsUnset(TrainingOptions options) => Get(options) is null;

    /// <summary>The option's value as text, in the form that <see cref="With"/> reads.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The text.</returns>
    public string Format(TrainingOptions options) => Format(Get(options));

    /// <summary>A copy of the options with this one changed.</summary>
    /// <param name="options">The options.</param>
    /// <param name="text">The new value.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="OptionException">The text is no value of this option's kind or range.</exception>
    internal TrainingOptions With(TrainingOptions options, string text)
    {
        object? value = IsAutomatic && text.Trim() == Automatic ? null : Parse(property.PropertyType, text.Trim());
        CheckRange(value);
        object copy = CloneOf(getPart(options));
        property.SetValue(copy, value);
        return setPart(options, copy);
    }

    /// <summary>Whether options can have this type.</summary>
    internal static bool IsSupported(Type type)
    {
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        bool isNumber = value == typeof(int) || value == typeof(long) || value == typeof(ulong) || value == typeof(double);
        bool isList = type == typeof(IReadOnlyList<int>) || type == typeof(IReadOnlyList<double>)
            || type == typeof(IReadOnlyList<string>);
        return isNumber || isList || type == typeof(bool) || type == typeof(string) || type.IsEnum;
    }

    internal void Check(TrainingOptions options) => CheckRange(Get(options));

    internal static string SnakeCase(string name) => string.Concat(
        name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : string.Empty) + char.ToLowerInvariant(c) : $"{c}"));

    private static object CloneOf(object record) => record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;

    private object? Get(TrainingOptions options) => property.GetValue(getPart(options));

    private static object PartOf(PropertyInfo part, TrainingOptions options) =>
        part.GetValue(options)
            ?? throw new OptionException($"{SnakeCase(part.Name)}: there is no value; leave the property out for the defaults.");

    private string Format(object? value) => value switch
    {
        null => Nothing,
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        bool b => b ? "true" : "false",
        Enum e => SnakeCase($"{e}"),
        string s => s,
        IEnumerable list => string.Join(",", list.Cast<object>().Select(Format)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private object? Parse(Type type, string text)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return text == None && !IsAutomatic ? null : Parse(underlying, text);
        }

        bool isNumber = type == typeof(int) || type == typeof(long) || type == typeof(ulong) || type == typeof(double);
        if (isNumber && OptionText.TryParse(type, text, out object? number))
        {
            return number;
        }

        if (type == typeof(bool) && bool.TryParse(text, out bool b))
        {
            return b;
        }

        if (type == typeof(string))
        {
            return text;
        }

        if (type.IsEnum)
        {
            foreach (object value in Enum.GetValues(type))
            {
                if (SnakeCase($"{value}") == text)
                {
                    return value;
                }
            }
        }

        if (type == typeof(IReadOnlyList<int>))
        {
            return Items(text).Select(t => (int)Parse(typeof(int), t)!).ToArray();
        }

        if (type == typeof(IReadOnlyList<double>))
        {
            return Items(text).Select(t => (double)Parse(typeof(double), t)!).ToArray();
        }

        if (type == typeof(IReadOnlyList<string>))
        {
            return Items(text);
        }

        if (OptionText.FindBeyond(type, text) is { } beyond)
        {
            throw OutOfRange(beyond, OptionText.RangeOf(type, attribute.Min, attribute.Max));
        }

        throw new OptionException(
            $"{Key}: '{text}' is not {(type == property.PropertyType ? Describe(type) : DescribeValue(type))}.");
    }

    // With or without the brackets and quotes of JSON.
    private static string[] Items(string text) =>
    [
        .. text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(t => t.Trim('"')),
    ];

    private void CheckRange(object? value)
    {
        if (value is null && IsOptional)
        {
            return;
        }

        if (value is null)
        {
            throw new OptionException($"{Key}: there is no value; give {Describe(property.PropertyType)}.");
        }

        if (value is Enum && !Enum.IsDefined(value.GetType(), value))
        {
            throw new OptionException($"{Key}: '{value}' is not {Describe(property.PropertyType)}.");
        }

        if (value is string word && attribute.Choices.Length > 0 && !attribute.Choices.Split('|').Contains(word))
        {
            throw new OptionException(
                $"{Key}: '{word}' is not one of {attribute.Choices.Replace("|", ", ", StringComparison.Ordinal)}.");
        }

        if (value is IReadOnlyList<string> texts)
        {
            foreach (string text in texts)
            {
                attribute.CheckItem(Key, text);
            }

            return;
        }

        IEnumerable<object> numbers = value is string or bool or Enum ? []
            : value is IEnumerable list ? list.Cast<object>()
            : [value];
        foreach (object number in numbers)
        {
            double d = Convert.ToDouble(number, CultureInfo.InvariantCulture);
            if (!double.IsFinite(d) || d < attribute.Min || d > attribute.Max)
            {
                throw OutOfRange(Format(number), RangeInWords());
            }
        }
    }

    private OptionException OutOfRange(string value, string range) => new(
        $"{Key}: {value} is out of range; it must be {range}{(IsOptional ? $", or '{Nothing}'" : string.Empty)}.");

    private string RangeInWords() => (double.IsFinite(attribute.Min), double.IsFinite(attribute.Max)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $"from {attribute.Min} to {attribute.Max}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"at least {attribute.Min}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $"at most {attribute.Max}"),
        _ => "a finite number",
    };

    private string Describe(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? $"{DescribeValue(underlying)}, or '{Nothing}'"
        : IsAutomatic ? $"{DescribeValue(type)}, or '{Nothing}'"
        : DescribeValue(type);

    private string DescribeValue(Type type) =>
        type == typeof(int) || type == typeof(long) || type == typeof(ulong) ? "a whole number"
        : type == typeof(double) ? "a number"
        : type == typeof(bool) ? "true or false"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetValues(type).Cast<object>().Select(v => SnakeCase($"{v}")))}"
        : type == typeof(IReadOnlyList<int>) ? "a list of whole numbers"
        : type == typeof(IReadOnlyList<double>) ? "a list of numbers"
        : type == typeof(IReadOnlyList<string>) ? "a list of texts"
        : attribute.Choices.Length > 0 ? $"one of {attribute.Choices.Replace("|", ", ", StringComparison.Ordinal)}" : "a text";
}
