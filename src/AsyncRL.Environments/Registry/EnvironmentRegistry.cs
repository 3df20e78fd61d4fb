using System.Text.RegularExpressions;

namespace AsyncRL.Environments;

/// <summary>Environments by id. Safe for use by several threads.</summary>
public sealed partial class EnvironmentRegistry
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, EnvironmentSpec> specs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> assemblies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, EnvironmentFamily> families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EnvironmentSpec> members = new(StringComparer.Ordinal); // of families, once asked for

    /// <summary>The registry of the process, with all built-in environments; one's own can be added to it.</summary>
    public static EnvironmentRegistry Default { get; } = BuiltInEnvironments.AddTo(new EnvironmentRegistry());

    /// <summary>All environments in the order of their ids, those that cannot be played here too.</summary>
    public IReadOnlyList<EnvironmentSpec> All
    {
        get
        {
            lock (gate)
            {
                return [.. specs.Values];
            }
        }
    }

    /// <summary>The environments that can be played here, in the order of their ids.</summary>
    public IReadOnlyList<EnvironmentSpec> Available =>
        [.. All.Where(s => s.WhyUnavailable?.Invoke(EnvironmentOptions.None) is null)];

    /// <summary>Adds an environment, or replaces the one of the same id.</summary>
    /// <param name="spec">What to add.</param>
    /// <exception cref="ArgumentException">The id has not the form <c>Name-v0</c> or <c>namespace/Name-v0</c>, or the time limit
    /// is below 1.</exception>
    public void Register(EnvironmentSpec spec)
    {
        Check(spec);
        lock (gate)
        {
            specs[spec.Id] = spec;
            assemblies.Remove(spec.Id);
        }
    }

    /// <summary>Families of ids that are not listed one by one, in the order of their prefixes.</summary>
    public IReadOnlyList<EnvironmentFamily> Families
    {
        get
        {
            lock (gate)
            {
                return [.. families.Values];
            }
        }
    }

    /// <summary>Adds a family: every id that begins with its prefix is then one of its environments.</summary>
    /// <param name="family">What to add; replaces the one of the same prefix.</param>
    /// <exception cref="ArgumentException">The prefix does not end in a colon.</exception>
    public void RegisterFamily(EnvironmentFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        if (family.Prefix.Length < 2 || !family.Prefix.EndsWith(':'))
        {
            throw new ArgumentException(
                $"'{family.Prefix}' is no prefix of a family of environments; write a word and a colon, like 'gym:'.",
                nameof(family));
        }

        lock (gate)
        {
            families[family.Prefix] = family;
            foreach (string id in members.Keys.Where(id => id.StartsWith(family.Prefix, StringComparison.Ordinal)).ToArray())
            {
                members.Remove(id);
            }
        }
    }

    /// <summary>Whether an id is registered, or belongs to a family.</summary>
    /// <param name="id">The id.</param>
    public bool Knows(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (gate)
        {
            return specs.ContainsKey(id) || FamilyOf(id) is not null;
        }
    }

    /// <summary>The file that an environment was loaded from with <see cref="EnvironmentAssembly"/>.</summary>
    /// <param name="id">The id.</param>
    /// <returns>Its full path; null where the environment came otherwise, or there is none of this id.</returns>
    public string? AssemblyOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (gate)
        {
            return assemblies.GetValueOrDefault(id);
        }
    }

    /// <summary>What is registered under an id.</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="UnknownEnvironmentException">Nothing is; the exception names the most similar id.</exception>
    public EnvironmentSpec Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (gate)
        {
            if (specs.TryGetValue(id, out EnvironmentSpec? spec) || members.TryGetValue(id, out spec))
            {
                return spec;
            }

            return FamilyOf(id) is { } family
                ? members[id] = family.Find(id)
                : throw new UnknownEnvironmentException(id, ClosestMatch.Find(id, specs.Keys));
        }
    }

    /// <summary>
    /// Checks that an environment can be played here and reads these options; what its constructor thinks of them shows when it
    /// is made.
    /// </summary>
    /// <param name="id">The id.</param>
    /// <param name="options">The options.</param>
    /// <returns>The options, every value in its one way of writing.</returns>
    /// <exception cref="UnknownEnvironmentException">Nothing is registered under the id.</exception>
    /// <exception cref="EnvironmentUnavailableException">It cannot be played here.</exception>
    /// <exception cref="EnvironmentOptionException">A key is unknown, or a value is of another kind or out of range.</exception>
    public EnvironmentOptions Check(string id, EnvironmentOptions options)
    {
        EnvironmentSpec spec = Find(id);
        EnvironmentOptions read = spec.Check(options);
        return spec.WhyUnavailable?.Invoke(read) is { } reason ? throw new EnvironmentUnavailableException(id, reason) : read;
    }

    /// <summary>Makes a fresh instance with all options at their defaults, within its time limit if it has one.</summary>
    /// <param name="id">The id.</param>
    /// <exception cref="UnknownEnvironmentException">Nothing is registered under the id.</exception>
    /// <exception cref="EnvironmentUnavailableException">It cannot be played here.</exception>
    public Environment Make(string id) => Make(id, EnvironmentOptions.None);

    /// <summary>Makes a fresh instance with options of one's own, within its time limit if it has one.</summary>
    /// <param name="id">The id.</param>
    /// <param name="options">The options; those not given keep their defaults.</param>
    /// <exception cref="UnknownEnvironmentException">Nothing is registered under the id.</exception>
    /// <exception cref="EnvironmentUnavailableException">It cannot be played here.</exception>
    /// <exception cref="EnvironmentOptionException">
    /// A key is unknown, a value is of another kind or out of range, or the environment's constructor refuses it.
    /// </exception>
    public Environment Make(string id, EnvironmentOptions options)
    {
        EnvironmentOptions read = Check(id, options);
        return Find(id).Make(read);
    }

    /// <summary>Adds all environments of an assembly, or none where an id is taken by anything but the same file.</summary>
    internal void RegisterFrom(string assembly, IReadOnlyList<EnvironmentSpec> added)
    {
        lock (gate)
        {
            foreach (EnvironmentSpec spec in added)
            {
                try
                {
                    Check(spec);
                }
                catch (ArgumentException e)
                {
                    throw new EnvironmentAssemblyException(
                        $"An environment in '{assembly}' cannot be registered: " +
                        $"{e.Message.Replace(" (Parameter 'spec')", string.Empty, StringComparison.Ordinal)}", e);
                }

                string? other = assemblies.GetValueOrDefault(spec.Id);
                if (specs.ContainsKey(spec.Id) && other != assembly)
                {
                    throw new EnvironmentAssemblyException(
                        $"The id '{spec.Id}' of '{assembly}' is taken by " +
                        $"{(other is null ? "an environment of this program" : $"'{other}'")}; " +
                        "give it another, with your own namespace before the slash.");
                }
            }

            foreach (EnvironmentSpec spec in added)
            {
                specs[spec.Id] = spec;
                assemblies[spec.Id] = assembly;
            }
        }
    }

    // Called under the gate. The prefix alone is no id.
    private EnvironmentFamily? FamilyOf(string id) => families.Values.FirstOrDefault(
        f => id.Length > f.Prefix.Length && id.StartsWith(f.Prefix, StringComparison.Ordinal));

    private static void Check(EnvironmentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(spec.Id);
        ArgumentNullException.ThrowIfNull(spec.Create);
        if (!IdForm().IsMatch(spec.Id))
        {
            throw new ArgumentException(
                $"'{spec.Id}' is not an environment id; write a name and a version, with a namespace before it if wanted, " +
                "like 'MyGame-v0' or 'studio/MyGame-v0'.",
                nameof(spec));
        }

        if (spec.MaxEpisodeSteps is < 1)
        {
            throw new ArgumentException(
                $"'{spec.Id}' has a time limit of {spec.MaxEpisodeSteps} steps; give at least 1, or none.", nameof(spec));
        }
    }

    [GeneratedRegex(@"^(?:[\w:-]+/)?[\w:.-]+-v\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex IdForm();
}
