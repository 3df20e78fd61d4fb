using System.Reflection;
using System.Text.RegularExpressions;

namespace AsyncRL;

/// <summary>
/// Options of an algorithm's own: a record whose properties have <see cref="OptionAttribute"/>. Their keys are the group's name,
/// a dot and the property's name in snake_case; <see cref="TrainingOptions.Group{T}"/> reads them.
/// </summary>
public sealed partial class OptionGroup
{
    private OptionGroup(string name, Type type, Func<object> create)
    {
        Name = name;
        Type = type;
        Create = create;
    }

    /// <summary>The group's name.</summary>
    public string Name { get; }

    /// <summary>The record.</summary>
    public Type Type { get; }

    internal Func<object> Create { get; }

    /// <summary>Declares a group.</summary>
    /// <typeparam name="T">The record; its constructor gives the defaults. Its options are an <see cref="int"/>,
    /// <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/>, <see cref="bool"/>, <see cref="string"/> or enum, one of
    /// the numbers made nullable, or an <see cref="IReadOnlyList{T}"/> of int, double or string.</typeparam>
    /// <param name="name">The group's name: one word, the algorithm's as a rule.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentException">The name is no word in snake_case, or the type is no record of options.</exception>
    public static OptionGroup Of<T>(string name)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!NameForm().IsMatch(name))
        {
            throw new ArgumentException(
                $"The name '{name}' of a group of options must be one word in snake_case: lower-case letters, digits and " +
                "underscores.", nameof(name));
        }

        Require(typeof(T));
        return new OptionGroup(name, typeof(T), () => new T());
    }

    private static void Require(Type type)
    {
        if (type.GetMethod("<Clone>$") is null)
        {
            throw new ArgumentException($"The options of {type.FullName} cannot be copied; make it a record.");
        }

        PropertyInfo[] options = [.. type.GetProperties().Where(p => p.IsDefined(typeof(OptionAttribute)))];
        if (options.Length == 0)
        {
            throw new ArgumentException(
                $"{type.FullName} has no property with an [Option(\"What it does.\")] attribute, so it is not a group of " +
                "options.");
        }

        foreach (PropertyInfo option in options)
        {
            if (!OptionEntry.IsSupported(option.PropertyType))
            {
                throw new ArgumentException(
                    $"The option {option.Name} of {type.FullName} is of the type {option.PropertyType.Name}, which options " +
                    "cannot have; take int, long, ulong, double, bool, string or an enum, one of the numbers made nullable, or " +
                    "an IReadOnlyList of int, double or string.");
            }

            if (option.SetMethod is not { IsPublic: true })
            {
                throw new ArgumentException(
                    $"The option {option.Name} of {type.FullName} cannot be set; declare it {{ get; init; }}.");
            }
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
