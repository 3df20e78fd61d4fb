using System.Collections;
using System.Globalization;
using System.Numerics;

namespace AsyncRL.Environments;

/// <summary>Values of options as text: reads, writes and names their kinds.</summary>
internal static class OptionText
{
    /// <summary>How the absence of a value is written.</summary>
    public const string Nothing = "none";

    private static readonly Type[] Whole = [typeof(int), typeof(long), typeof(ulong)];
    private static readonly Type[] Listed = [typeof(int), typeof(float), typeof(double), typeof(string)];

    /// <summary>corridorLength and CorridorLength become corridor_length.</summary>
    public static string SnakeCase(string name) => string.Concat(
        name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : string.Empty) + char.ToLowerInvariant(c) : $"{c}"));

    /// <summary>Whether options can have this type; it may be nullable.</summary>
    public static bool CanBe(Type type)
    {
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        return Whole.Contains(value) || value == typeof(float) || value == typeof(double) || value == typeof(bool)
            || value == typeof(string) || value.IsEnum
            || Listed.Contains(ItemOf(value));
    }

    /// <summary>The type of a list's items; null where the type is no list.</summary>
    public static Type? ItemOf(Type type) =>
        type.IsSZArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0]
        : null;

    /// <summary>The kind in words, as the end of "it is not ...".</summary>
    public static string Describe(Type type)
    {
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        return ItemOf(value) is { } item
            ? $"a list of {(Whole.Contains(item) ? "whole numbers" : item == typeof(string) ? "texts" : "numbers")}"
            : Whole.Contains(value) ? "a whole number"
            : value == typeof(bool) ? "true or false"
            : value.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(value).Select(SnakeCase))}"
            : value == typeof(string) ? "a text"
            : "a number";
    }

    /// <summary>Writes a value in the form that <see cref="TryParse"/> reads.</summary>
    public static string Format(object? value) => value switch
    {
        null => Nothing,
        string text => text,
        bool truth => truth ? "true" : "false",
        Enum word => SnakeCase($"{word}"),
        IEnumerable list => string.Join(",", list.Cast<object>().Select(Format)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Reads a value; a list as an array.</summary>
    /// <param name="type">
    /// Its type, one that <see cref="CanBe"/> allows; where it is nullable "none" is its caller's to read.
    /// </param>
    /// <param name="text">The text.</param>
    /// <param name="value">Receives the value.</param>
    /// <returns>Whether the text is one of this kind.</returns>
    public static bool TryParse(Type type, string text, out object? value)
    {
        Type kind = Nullable.GetUnderlyingType(type) ?? type;
        text = text.Trim();
        value = ItemOf(kind) is { } item ? Items(item, text)
            : kind == typeof(string) ? text
            : kind == typeof(bool) ? bool.TryParse(text, out bool truth) ? truth : null
            : kind.IsEnum ? Constant(kind, text)
            : Number(kind, Digits(text));
        return value is not null;
    }

    /// <summary>
    /// The first word of a text that is a whole number, though none that its type holds: <see cref="TryParse"/> refuses it, and
    /// what is wrong is its size.
    /// </summary>
    /// <param name="type">As for <see cref="TryParse"/>.</param>
    /// <param name="text">A text that <see cref="TryParse"/> refused.</param>
    /// <returns>The word; null where something else is wrong.</returns>
    public static string? FindBeyond(Type type, string text)
    {
        Type kind = Nullable.GetUnderlyingType(type) ?? type;
        string[] words = ItemOf(kind) is null ? [text.Trim()] : Words(text);
        Type item = ItemOf(kind) ?? kind;
        return !Whole.Contains(item) || words.FirstOrDefault(w => !TryParse(item, w, out _)) is not { } wrong ? null
            : IsWhole(Digits(wrong)) ? wrong
            : null;
    }

    /// <summary>The whole numbers that are allowed, in words, where a type holds no others: "from 0 to 2147483647".</summary>
    /// <param name="type">The type of whole numbers, or of a list of them; it may be nullable.</param>
    /// <param name="min">The least that is allowed; minus infinity for the type's own.</param>
    /// <param name="max">The greatest; infinity for the type's own.</param>
    public static string RangeOf(Type type, double min, double max)
    {
        Type kind = Nullable.GetUnderlyingType(type) ?? type;
        kind = ItemOf(kind) ?? kind;
        (decimal least, decimal greatest) = kind == typeof(int) ? ((decimal)int.MinValue, (decimal)int.MaxValue)
            : kind == typeof(long) ? (long.MinValue, long.MaxValue)
            : (ulong.MinValue, ulong.MaxValue);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"from {(min > (double)least ? (decimal)min : least)} to {(max < (double)greatest ? (decimal)max : greatest)}");
    }

    private static string Digits(string text) => text.Replace("_", string.Empty, StringComparison.Ordinal);

    // By names: listing the values of a type that is known only now needs code made at run time, which a native library has not.
    private static object? Constant(Type type, string text) =>
        Enum.GetNames(type).FirstOrDefault(n => SnakeCase(n) == text) is { } name ? Enum.Parse(type, name) : null;

    private static object? Number(Type type, string digits) =>
        type == typeof(int) ? Integer<int>(digits)
        : type == typeof(long) ? Integer<long>(digits)
        : type == typeof(ulong) ? Integer<ulong>(digits)
        : !double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? null
        : type == typeof(float) ? (object)(float)number : number;

    // "1e6" is a whole number too. Decimals hold every number of these types exactly.
    private static object? Integer<T>(string digits)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            && number == decimal.Floor(number)
            && number >= decimal.CreateChecked(T.MinValue)
            && number <= decimal.CreateChecked(T.MaxValue)
            ? T.CreateChecked(number)
            : null;

    // Beyond the decimals, some 8e28, every double is one.
    private static bool IsWhole(string digits) =>
        decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? number == decimal.Floor(number)
            : double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && digits.Any(char.IsAsciiDigit);

    private static string[] Words(string text) =>
        text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Array? Items(Type type, string text)
    {
        string[] words = Words(text);
        var items = Array.CreateInstance(type, words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            if (!TryParse(type, words[i], out object? item))
            {
                return null;
            }

            items.SetValue(item, i);
        }

        return items;
    }
}
