using System.Reflection;

namespace AsyncRL.Algorithms;

/// <summary>
/// A named method: it says which options it reads and designs an agent for the spaces of an environment. A class with an
/// <see cref="AlgorithmAttribute"/> and a constructor without parameters, in any assembly that is loaded (<c>--assembly</c>), is
/// known to every command.
/// </summary>
public abstract class Algorithm
{
    private readonly Lazy<OptionSet> options;

    /// <summary>Makes the algorithm that the class's attribute names.</summary>
    /// <exception cref="InvalidOperationException">The class has no attribute.</exception>
    protected Algorithm()
    {
        AlgorithmAttribute attribute = GetType().GetCustomAttribute<AlgorithmAttribute>() ?? throw new InvalidOperationException(
            $"The class {GetType().Name} is an Algorithm without a name; " +
            "mark it with [Algorithm(\"name\", \"What it is (source).\")].");
        Name = attribute.Name;
        Summary = attribute.Summary;
        options = new Lazy<OptionSet>(() => new OptionSet(Name, Reads, OwnOptions, Refuses)
        {
            ReadersOf = AlgorithmCatalog.ReadersOf,
        });
    }

    /// <summary>Makes an algorithm that another one's name, options and presets belong to: the same, trained otherwise.</summary>
    /// <param name="original">The other.</param>
    internal Algorithm(Algorithm original)
    {
        Name = original.Name;
        Summary = original.Summary;
        options = original.options;
    }

    /// <summary>The name users type.</summary>
    public string Name { get; }

    /// <summary>One sentence with its source.</summary>
    public string Summary { get; }

    /// <summary>
    /// The options that it reads besides the common ones: keys such as <c>ent_coef</c>, or groups such
    /// as <c>replay.*</c>. None by default.
    /// </summary>
    public virtual IReadOnlyList<string> Reads => [];

    /// <summary>Common options that mean nothing to it, so that it refuses them. None by default.</summary>
    public virtual IReadOnlyList<RefusedOption> Refuses => [];

    /// <summary>Groups of options of its own. None by default.</summary>
    public virtual IReadOnlyList<OptionGroup> OwnOptions => [];

    /// <summary>
    /// Whether it can learn several tasks together, with a value for each of <see cref="AlgorithmContext.Tasks"/>. False unless
    /// overridden.
    /// </summary>
    public virtual bool LearnsSeveralTasks => false;

    /// <summary>All options that it can be given.</summary>
    public OptionSet Options => options.Value;

    /// <summary>
    /// The option values that belong to it by environment, as YAML (the sections of <c>docs/options.md</c>); null for none. By
    /// default the embedded resource of the class's assembly whose name ends with <c>Presets.NAME.yml</c>.
    /// </summary>
    /// <returns>The text.</returns>
    public virtual string? ReadPresets()
    {
        Assembly assembly = GetType().Assembly;
        string? resource =
            assembly.GetManifestResourceNames().FirstOrDefault(n => n.EndsWith($".Presets.{Name}.yml", StringComparison.Ordinal));
        if (resource is null)
        {
            return null;
        }

        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    /// <summary>Makes the parts that fit an environment.</summary>
    /// <param name="context">The options and the environment's spaces.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="ArgumentException">It cannot act or observe in those spaces; the message says what could.</exception>
    /// <exception cref="OptionException">Options do not go together.</exception>
    public abstract AgentDesign Design(AlgorithmContext context);
}
