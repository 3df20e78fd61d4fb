namespace AsyncRL.Environments;

/// <summary>
/// Options of an environment: keys and values as text, in the order given; immutable. Which keys an environment reads, <see
/// cref="EnvironmentSpec.Options"/>
/// tells; whether values fit is checked where they are used.
/// </summary>
public sealed class EnvironmentOptions : IEquatable<EnvironmentOptions>
{
    private readonly KeyValuePair<string, string>[] values;

    /// <summary>
    /// Options from keys and values: <c>new EnvironmentOptions(("corridor_length", 20), ("map_name", "8x8"))</c>.
    /// </summary>
    /// <param name="values">
    /// Keys and values: numbers, truth values, texts, enum values or lists of them, or null for "none". Of two values for one key
    /// the later counts.
    /// </param>
    /// <exception cref="ArgumentException">A key is empty.</exception>
    public EnvironmentOptions(params (string Key, object? Value)[] values)
        : this(values.Select(v => KeyValuePair.Create(v.Key, OptionText.Format(v.Value))))
    {
    }

    private EnvironmentOptions(IEnumerable<KeyValuePair<string, string>> values)
    {
        var unique = new List<KeyValuePair<string, string>>();
        foreach (KeyValuePair<string, string> value in values)
        {
            if (string.IsNullOrEmpty(value.Key))
            {
                throw new ArgumentException(
                    $"The value '{value.Value}' has no key; give an option's name, such as corridor_length.");
            }

            int place = unique.FindIndex(v => v.Key == value.Key);
            if (place < 0)
            {
                unique.Add(value);
            }
            else
            {
                unique[place] = value;
            }
        }

        this.values = [.. unique];
    }

    /// <summary>No options: all as registered.</summary>
    public static EnvironmentOptions None { get; } = new();

    /// <summary>Keys and values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values => values;

    /// <summary>How many there are.</summary>
    public int Count => values.Length;

    /// <summary>The value of a key as text, null where it is not given.</summary>
    /// <param name="key">The key.</param>
    public string? this[string key] => Array.Find(values, v => v.Key == key).Value;

    /// <summary>Reads options from texts of the form key=value.</summary>
    /// <param name="settings">The texts.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">A text has another form.</exception>
    public static EnvironmentOptions Parse(params IEnumerable<string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new EnvironmentOptions(settings.Select(setting =>
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            return equals > 0
                ? KeyValuePair.Create(setting[..equals].Trim(), setting[(equals + 1)..].Trim())
                : throw new ArgumentException($"'{setting}' is not key=value, such as corridor_length=20.");
        }));
    }

    /// <summary>These options and others over them.</summary>
    /// <param name="over">What wins where both have a key.</param>
    /// <returns>All of them.</returns>
    public EnvironmentOptions With(EnvironmentOptions over)
    {
        ArgumentNullException.ThrowIfNull(over);
        return over.Count == 0 ? this : new EnvironmentOptions(values.Concat(over.values));
    }

    /// <summary>These options but one.</summary>
    internal EnvironmentOptions Without(string key) =>
        this[key] is null ? this : new EnvironmentOptions(values.Where(v => v.Key != key));

    /// <summary>Whether both have the same keys with the same texts, in whatever order.</summary>
    /// <param name="other">The others.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(EnvironmentOptions? other) =>
        other is not null && Count == other.Count && values.All(v => other[v.Key] == v.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EnvironmentOptions);

    /// <inheritdoc/>
    public override int GetHashCode() => values.Aggregate(0, (hash, v) => hash ^ HashCode.Combine(v.Key, v.Value));

    /// <summary>The options in the form <c>corridor_length=20, is_slippery=false</c>; empty for none.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join(", ", values.Select(v => $"{v.Key}={v.Value}"));
}
