using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace AsyncRL.Environments;

/// <summary>
/// Makes environments by a constructor or a function whose parameters are options. Immutable; used by several threads.
/// </summary>
internal sealed class EnvironmentFactory
{
    private readonly MethodBase method;
    private readonly object? target;
    private readonly object?[] defaults;                // of all parameters
    private readonly EnvironmentOptionEntry?[] entries; // of all parameters; null for those that are no options
    private readonly int others;                        // the parameter that takes all other keys, or -1

    private EnvironmentFactory(string id, MethodBase method, object? target, EnvironmentOptions registered)
    {
        this.method = method;
        this.target = target;
        ParameterInfo[] parameters = method.GetParameters();
        others = Array.FindIndex(parameters, p => p.ParameterType == typeof(EnvironmentOptions));
        defaults = Array.ConvertAll(parameters, p => DefaultOf(id, p));
        entries = Array.ConvertAll(parameters, p => EntryOf(id, p, defaults[p.Position]));
        Options = [.. entries.OfType<EnvironmentOptionEntry>()];
        if (registered.Count == 0)
        {
            return;
        }

        if (registered.Values.FirstOrDefault(r => Options.All(o => o.Key != r.Key)) is { Key: { } unknown })
        {
            throw new ArgumentException($"'{id}' has a default for '{unknown}', but its options are {Names(Options)}.");
        }

        // A variant: the same world with other defaults, which are then what its options say.
        defaults = Arguments(id, registered);
        entries = Array.ConvertAll(parameters, p => EntryOf(id, p, defaults[p.Position]));
        Options = [.. entries.OfType<EnvironmentOptionEntry>()];
    }

    /// <summary>What the environment reads, in the order of the parameters.</summary>
    public IReadOnlyList<EnvironmentOptionEntry> Options { get; }

    /// <summary>
    /// Whether a parameter of type <see cref="EnvironmentOptions"/> takes every key that no other reads, unchecked: what the
    /// environment reads is then known only where it is made. The time limit is among them where it is given.
    /// </summary>
    public bool TakesOthers => others >= 0;

    /// <summary>
    /// A factory by a class's constructor: the one with parameters that are options, or else the one that needs no arguments.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The class has no such constructor, or a parameter or a default does not fit.
    /// </exception>
    public static EnvironmentFactory Of(
        string id, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type,
        EnvironmentOptions registered)
    {
        ConstructorInfo[] constructors = type.GetConstructors();
        ConstructorInfo[] marked = Array.FindAll(
            constructors, c => c.GetParameters().Any(p => p.IsDefined(typeof(EnvironmentOptionAttribute))));
        if (marked.Length > 1)
        {
            throw new ArgumentException(
                $"{type.FullName} has {marked.Length} public constructors with options; put [EnvironmentOption] on the " +
                "parameters of one.");
        }

        ConstructorInfo constructor = marked.SingleOrDefault() ?? type.GetConstructor(Type.EmptyTypes)
            ?? Array.Find(constructors, c => c.GetParameters().All(p => p.HasDefaultValue))
            ?? throw new ArgumentException(
                $"{type.FullName} has no public constructor without parameters, or with parameters that all have defaults; add " +
                "one that chooses the values of this id.");
        return new EnvironmentFactory(id, constructor, null, registered);
    }

    /// <summary>A factory by a function whose parameters are options.</summary>
    /// <exception cref="ArgumentException">It makes no environment, or a parameter or a default does not fit.</exception>
    public static EnvironmentFactory Of(string id, Delegate create, EnvironmentOptions registered)
    {
        if (!typeof(Environment).IsAssignableFrom(create.Method.ReturnType))
        {
            throw new ArgumentException(
                $"The function registered for '{id}' returns {create.Method.ReturnType.Name}; it must return an Environment.");
        }

        return new EnvironmentFactory(id, create.Method, create.Target, registered);
    }

    /// <summary>Makes a fresh instance.</summary>
    /// <param name="id">Whose, for errors.</param>
    /// <param name="options">Options of this factory, others are not looked at.</param>
    /// <exception cref="EnvironmentOptionException">A value does not fit, or the constructor refuses it.</exception>
    public Environment? Create(string id, EnvironmentOptions options)
    {
        object?[] arguments = Arguments(id, options);
        try
        {
            return (Environment?)(method is ConstructorInfo constructor
                ? constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null)
                : method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        }
        catch (ArgumentException e) when (options.Count > 0 && e is not EnvironmentUnavailableException)
        {
            throw Refused(id, options, e);
        }
    }

    private static string Names(IReadOnlyList<EnvironmentOptionEntry> options) =>
        options.Count == 0 ? "none" : string.Join(", ", options.Select(o => o.Key));

    private static object? DefaultOf(string id, ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue)
        {
            throw new ArgumentException(
                $"The parameter '{parameter.Name}' of what makes '{id}' has no default; give it one, so that the id can be " +
                "made without options.");
        }

        object? value = parameter.DefaultValue;
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return value is not null && type.IsEnum ? Enum.ToObject(type, value) : value;
    }

    private static EnvironmentOptionEntry? EntryOf(string id, ParameterInfo parameter, object? value)
    {
        if (parameter.GetCustomAttribute<EnvironmentOptionAttribute>() is not { } attribute)
        {
            return null;
        }

        string key = OptionText.SnakeCase(parameter.Name!);
        if (!OptionText.CanBe(parameter.ParameterType))
        {
            throw new ArgumentException(
                $"The option '{key}' of '{id}' is a {parameter.ParameterType.Name}; options are numbers, truth values, texts, " +
                "enums, or lists of numbers or texts.");
        }

        if (key == EnvironmentSpec.LimitKey)
        {
            throw new ArgumentException(
                $"'{id}' has an option '{key}', but that is the time limit, which every id has; name the parameter otherwise.");
        }

        return new EnvironmentOptionEntry(key, parameter.ParameterType, value, attribute);
    }

    private static EnvironmentOptionException Refused(string id, EnvironmentOptions options, ArgumentException e)
    {
        string? key = e.ParamName is null ? null : OptionText.SnakeCase(e.ParamName);
        string given = key is not null && options[key] is { } value ? $"{key}={value}" : $"{options}";
        // The runtime appends the parameter's name, and in a further line the value.
        int appended = e.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return new EnvironmentOptionException(
            $"{id} cannot be made with {given}: {(appended < 0 ? e.Message : e.Message[..appended])}", e);
    }

    // The arguments of all parameters: their defaults, and what the options say.
    private object?[] Arguments(string id, EnvironmentOptions options)
    {
        if (options.Count == 0)
        {
            return defaults;
        }

        object?[] arguments = [.. defaults];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (entries[i] is { } entry && options[entry.Key] is { } text)
            {
                arguments[i] = entry.Parse(id, text);
            }
        }

        if (TakesOthers)
        {
            arguments[others] = Options.Aggregate(options, (left, option) => left.Without(option.Key));
        }

        return arguments;
    }
}
