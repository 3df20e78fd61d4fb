using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace AsyncRL.Environments;

/// <summary>
/// Loads environments from a user's assembly, in a load context of its own: what it depends on is looked for next to it,
/// and only AsyncRL's assemblies are shared.
/// </summary>
public static class EnvironmentAssembly
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>
    /// Loads an assembly and registers every environment in it that has an <see cref="EnvironmentAttribute"/>;
    /// all of them or, where it throws, none.
    /// </summary>
    /// <param name="path">The assembly, a .dll of .NET.</param>
    /// <param name="registry">Where to register. Loading the same file again replaces what it registered.</param>
    /// <returns>The ids that were registered, at least one.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="EnvironmentAssemblyException">
    /// It is no .NET assembly, misses something it depends on, was built against a newer AsyncRL, holds no environment that can
    /// be made, or has an id that is taken.
    /// </exception>
    public static IReadOnlyList<string> Load(string path, EnvironmentRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        List<EnvironmentSpec> specs = Read(path, assembly => SpecsOf(assembly, path));
        if (specs.Count == 0)
        {
            throw new EnvironmentAssemblyException(
                $"'{path}' has no class with an [Environment(\"MyGame/Arena-v0\")] attribute; put one on your environment's " +
                "class.");
        }

        registry.RegisterFrom(Path.GetFullPath(path), specs);
        return [.. specs.Select(s => s.Id)];
    }

    /// <summary>
    /// Loads an assembly and reads it; whatever of it cannot be loaded here is told as <see cref="Load"/> says.
    /// </summary>
    internal static T Read<T>(string path, Func<Assembly, T> read)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
        {
            throw new ArgumentException(
                "The path of an assembly is empty; give the .dll that 'dotnet build' made from your project.", nameof(path));
        }

        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new FileNotFoundException(
                $"There is no assembly '{path}' (looked for at '{full}'); give the .dll that 'dotnet build' made from your " +
                "project.", path);
        }

        try
        {
            Assembly assembly = new EnvironmentLoadContext(full).LoadFromAssemblyPath(full);
            RefuseNewer(path, assembly);
            LoadReferences(assembly);
            return read(assembly);
        }
        catch (BadImageFormatException e)
        {
            throw new EnvironmentAssemblyException($"'{path}' is not a .NET assembly that this program can load: {e.Message}", e);
        }
        catch (Exception e) when (IsUnresolved(e))
        {
            throw Unresolved(path, full, e);
        }
    }

    /// <summary>The environments of an assembly; none where no class has the attribute.</summary>
    internal static List<EnvironmentSpec> SpecsOf(Assembly assembly, string path)
    {
        var specs = new List<EnvironmentSpec>();
        foreach (Type type in assembly.GetTypes())
        {
            EnvironmentAttribute[] attributes = [.. type.GetCustomAttributes<EnvironmentAttribute>()];
            if (attributes.Length == 0)
            {
                continue;
            }

            RequireMakeable(type, path);
            Compile(type);
            foreach (EnvironmentAttribute attribute in attributes)
            {
                if (specs.Exists(s => s.Id == attribute.Id))
                {
                    throw new EnvironmentAssemblyException(
                        $"'{path}' has two environments with the id '{attribute.Id}'; give each its own.");
                }

                if (attribute.MaxEpisodeSteps < 0)
                {
                    throw new EnvironmentAssemblyException(
                        $"{type.FullName} in '{path}' has MaxEpisodeSteps = {attribute.MaxEpisodeSteps}; " +
                        "give at least 1, or leave it out for no limit.");
                }

                specs.Add(SpecOf(type, attribute, path));
            }
        }

        return specs;
    }

    private static EnvironmentSpec SpecOf(Type type, EnvironmentAttribute attribute, string path)
    {
        try
        {
            return EnvironmentSpec.Of(
                attribute.Id, type, attribute.MaxEpisodeSteps > 0 ? attribute.MaxEpisodeSteps : null,
                double.IsNaN(attribute.RewardThreshold) ? null : attribute.RewardThreshold, attribute.Description,
                EnvironmentOptions.Parse(attribute.Options));
        }
        catch (ArgumentException e)
        {
            throw new EnvironmentAssemblyException($"'{attribute.Id}' in '{path}' cannot be made: {e.Message}", e);
        }
    }

    private static void RequireMakeable(Type type, string path)
    {
        string name = $"{type.FullName} in '{path}'";
        if (!typeof(Environment).IsAssignableFrom(type))
        {
            throw new EnvironmentAssemblyException(
                $"{name} has the [Environment] attribute but does not derive from Environment; " +
                "derive it from DiscreteEnvironment or ContinuousEnvironment.");
        }

        if (type.IsAbstract || type.ContainsGenericParameters || !type.IsVisible)
        {
            throw new EnvironmentAssemblyException(
                $"{name} cannot be made: an environment must be a public class that is not abstract or generic.");
        }
    }

    // What the assembly needs is looked for now, and not in the middle of training.
    private static void LoadReferences(Assembly assembly)
    {
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(assembly)!;
        foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
        {
            context.LoadFromAssemblyName(reference);
        }
    }

    /// <summary>
    /// Compiles a class now: members that another version has and this one lacks are found then, and not in the middle of
    /// training.
    /// </summary>
    internal static void Compile(Type type)
    {
        IEnumerable<MethodBase> methods = [.. type.GetMethods(Declared), .. type.GetConstructors(Declared)];
        foreach (MethodBase method in methods)
        {
            if (!method.IsAbstract && !method.ContainsGenericParameters)
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
            }
        }
    }

    private static void RefuseNewer(string path, Assembly assembly)
    {
        // All of the program's packages have one version.
        AssemblyName here = typeof(Environment).Assembly.GetName();
        AssemblyName? newer = Array.Find(
            assembly.GetReferencedAssemblies(),
            r => (r.Name == here.Name || EnvironmentLoadContext.IsOfProgram(r)) && r.Version > here.Version);
        if (newer is not null)
        {
            throw new EnvironmentAssemblyException(
                $"'{path}' was built against {newer.Name} {newer.Version!.ToString(3)}, but this program has " +
                $"{here.Version!.ToString(3)}; use a newer asyncrl, or build it against {here.Version.ToString(3)}.");
        }
    }

    private static bool IsUnresolved(Exception e) =>
        e is FileNotFoundException or FileLoadException or TypeLoadException or MissingMemberException
            or ReflectionTypeLoadException or CustomAttributeFormatException;

    private static EnvironmentAssemblyException Unresolved(string path, string full, Exception e)
    {
        Exception cause = e is ReflectionTypeLoadException types
            ? types.LoaderExceptions.FirstOrDefault(x => x is not null) ?? e
            : e;
        return new EnvironmentAssemblyException(
            cause switch
            {
                FileNotFoundException { FileName: { } name } =>
                    $"'{path}' needs '{name}', which is neither next to it in '{Path.GetDirectoryName(full)}' nor part of this " +
                    "program; publish its project ('dotnet publish') and give the .dll from there.",
                FileLoadException { FileName: { } name } =>
                    $"'{path}' needs '{name}', which cannot be loaded here ({cause.Message.TrimEnd('.')}); " +
                    "build it against the version that this program has.",
                _ => $"'{path}' was built against another version of what it uses ({cause.Message.TrimEnd('.')}); " +
                    $"rebuild it against AsyncRL.Environments {typeof(Environment).Assembly.GetName().Version!.ToString(3)} " +
                    "and the assemblies next to it.",
            },
            e);
    }
}
