using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using AsyncRL.Environments;

namespace AsyncRL.Algorithms;

/// <summary>The algorithms that can be trained by name: the program's, and those of assemblies that were registered.</summary>
/// <remarks>Registering is for the start of a program: it is safe while others read, but what others are just listing does not
/// change under them.</remarks>
public static partial class AlgorithmCatalog
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal);

    private static volatile IReadOnlyList<Algorithm> all =
    [
        new A3C(), new A2C(), new Ppo(), new Rnd(), new AsyncQ(), new AsyncSarsa(), new AsyncNStepQ(),
        new ReinforceAlone(), new ReinforceWithBaseline(), new Impala(), new Dqn(), new Gorila(), new Ddpg(), new Td3(),
        new Sac(),
    ];

    /// <summary>All algorithms, in the order in which they are listed.</summary>
    public static IReadOnlyList<Algorithm> All => all;

    /// <summary>Finds an algorithm.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The algorithm.</returns>
    /// <exception cref="ArgumentException">The name is unknown; the message offers the closest.</exception>
    public static Algorithm Find(string name)
    {
        IReadOnlyList<Algorithm> known = all;
        Algorithm? found = known.FirstOrDefault(a => a.Name == name);
        if (found is not null)
        {
            return found;
        }

        string? closest = ClosestMatch.Find(name, known.Select(a => a.Name));
        string hint = closest is null ? "." : $"; did you mean '{closest}'?";
        throw new ArgumentException(
            $"Unknown algorithm '{name}'{hint} Known: {string.Join(", ", known.Select(a => a.Name))}; --assembly adds your own.");
    }

    /// <summary>The file that an algorithm was loaded from with <c>UserAssembly</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The full path; null where the algorithm came otherwise, or there is none of this name.</returns>
    public static string? AssemblyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (Gate)
        {
            return Files.GetValueOrDefault(name);
        }
    }

    /// <summary>
    /// Adds the algorithms of an assembly: its classes with an <see cref="AlgorithmAttribute"/>; all of them or, where it throws,
    /// none. Those that are known already are passed over.
    /// </summary>
    /// <param name="assembly">The assembly.</param>
    /// <returns>The algorithms that were added.</returns>
    /// <exception cref="ArgumentException">A class cannot be made, its name is none, or another class has it.</exception>
    public static IReadOnlyList<Algorithm> Register(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        IReadOnlyList<Algorithm> found = AlgorithmsOf(assembly);
        lock (Gate)
        {
            List<Algorithm> added = [.. found.Where(a => !all.Any(k => k.GetType() == a.GetType()))];
            RequireFreeNames(added, file: null);
            all = [.. all, .. added];
            return added;
        }
    }

    /// <summary>The options of the program's algorithms as a table: the text of <c>docs/options.md</c>.</summary>
    /// <returns>Markdown.</returns>
    public static string OptionsToMarkdown()
    {
        Algorithm[] own = [.. all.Where(a => a.GetType().Assembly == typeof(AlgorithmCatalog).Assembly)];
        return OptionCatalog.ToMarkdown(own.SelectMany(a => a.OwnOptions).DistinctBy(g => g.Name), entry =>
        {
            string[] readers = [.. own.Where(a => a.Options.Read.Any(e => e.Key == entry.Key)).Select(a => a.Name)];
            return readers.Length == own.Length ? "all" : string.Join(", ", readers);
        });
    }

    /// <summary>The options that an algorithm can be given.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The options; of an algorithm that is not loaded here those of the program.</returns>
    internal static OptionSet OptionsOf(string name) =>
        all.FirstOrDefault(a => a.Name == name)?.Options ?? new OptionSet(name, OptionCatalog.OfSomeAlgorithms, []);

    /// <summary>Names of the algorithms that read an option.</summary>
    internal static IEnumerable<string> ReadersOf(string key) => all.Where(a => a.Options.IsRead(key)).Select(a => a.Name);

    /// <summary>Every option that some algorithm reads.</summary>
    internal static OptionSet OptionsOfAll() => new(
        string.Empty, OptionCatalog.OfSomeAlgorithms, [.. all.SelectMany(a => a.OwnOptions).DistinctBy(g => g.Name)]);

    /// <summary>Makes the algorithms of an assembly, in the order of their classes' names. Nothing is registered.</summary>
    /// <exception cref="ArgumentException">A class cannot be made, its name is none, or two have one name.</exception>
    internal static IReadOnlyList<Algorithm> AlgorithmsOf(Assembly assembly)
    {
        Algorithm[] found =
        [
            .. assembly.GetTypes().Where(t => t.IsDefined(typeof(AlgorithmAttribute), inherit: false))
                .OrderBy(t => t.FullName, StringComparer.Ordinal).Select(Create),
        ];
        if (found.GroupBy(a => a.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw NameIsTaken(twice.Last(), twice.First());
        }

        return found;
    }

    /// <summary>
    /// Adds the algorithms of a file in place of those that it registered before, after something that may throw.
    /// </summary>
    internal static void RegisterFrom(string file, IReadOnlyList<Algorithm> algorithms, Action before)
    {
        lock (Gate)
        {
            RequireFreeNames(algorithms, file);
            before();
            all = [.. all.Where(k => algorithms.All(a => a.Name != k.Name)), .. algorithms];
            foreach (Algorithm algorithm in algorithms)
            {
                Files[algorithm.Name] = file;
            }
        }
    }

    private static void RequireFreeNames(IEnumerable<Algorithm> algorithms, string? file)
    {
        foreach (Algorithm algorithm in algorithms)
        {
            if (all.FirstOrDefault(a => a.Name == algorithm.Name) is { } known
                && (file is null || Files.GetValueOrDefault(known.Name) != file))
            {
                throw NameIsTaken(algorithm, known);
            }
        }
    }

    private static ArgumentException NameIsTaken(Algorithm algorithm, Algorithm known)
    {
        string place = Files.GetValueOrDefault(known.Name) is { } file && known.GetType().Assembly != algorithm.GetType().Assembly
            ? $" of '{file}'"
            : string.Empty;
        return new ArgumentException(
            $"The class {algorithm.GetType().FullName} names itself '{algorithm.Name}', as {known.GetType().FullName}{place} " +
            "does; give it another name in its [Algorithm] attribute.");
    }

    private static Algorithm Create(Type type)
    {
        if (!type.IsSubclassOf(typeof(Algorithm)) || type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null)
        {
            throw new ArgumentException(
                $"The class {type.FullName} has an [Algorithm] attribute, but is not a class derived from Algorithm with a " +
                "public constructor without parameters.");
        }

        string name = type.GetCustomAttribute<AlgorithmAttribute>()!.Name;
        if (!NameForm().IsMatch(name))
        {
            throw new ArgumentException(
                $"The class {type.FullName} names itself '{name}' in its [Algorithm] attribute; a name is made of lower-case " +
                "letters, digits and hyphens, such as 'my-method'.");
        }

        EnvironmentAssembly.Compile(type);
        try
        {
            var algorithm = (Algorithm)Activator.CreateInstance(type)!;

            // Options that do not exist are the author's mistake: told when the assembly is loaded, not when the algorithm is
            // first trained.
            _ = algorithm.Options;
            return algorithm;
        }
        catch (TargetInvocationException e) when (e.InnerException is TypeLoadException or MissingMemberException or IOException)
        {
            // What is not there to be loaded is the loader's to tell.
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
        catch (TargetInvocationException e)
        {
            throw new ArgumentException(
                $"The constructor of {type.FullName} threw {e.InnerException!.GetType().Name}: " +
                $"{e.InnerException.Message}", e.InnerException);
        }
    }

    // It is part of folders' names and of what studies call a method.
    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
