using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace AsyncRL.Environments;

/// <summary>
/// Loads environments from an assembly of one's own, in a load context of its own: what it depends on is looked for beside it, and only AsyncRL's assemblies are shared.
/// </summary>
public static class EnvironmentAssembly
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Loads an assembly and registers every environment in it that has an <see cref="EnvironmentAttribute"/>; all of them or, where it throws, none.</summary>
    /// <param name="path">The assembly, a .dll of .NET.</param>
    /// <param name="registry">Where to register. Loading the same file again replaces what it registered.</param>
    /// <returns>The ids that were registered, at least one.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="EnvironmentAssemblyException">
    /// It is no .NET assembly, misses something it depends on, was built against a newer AsyncRL, holds no environment that can be made, or has an id that is taken.
    /// </exception>
    public static IReadOnlyList<string> Load(string path, EnvironmentRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(registry);
        if (path.Length == 0)
            throw new ArgumentException("The path of an assembly is empty; give the .dll that 'dotnet build' made of your environment's project.", nameof(path));
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new FileNotFoundException(
                $"There is no assembly '{path}' (looked for at '{full}'); give the .dll that 'dotnet build' made of your environment's project.", path);

        List<EnvironmentSpec> specs;
        try
        {
            Assembly assembly = new EnvironmentLoadContext(full).LoadFromAssemblyPath(full);
            RefuseNewer(path, assembly);
            LoadReferences(assembly);
            specs = SpecsOf(assembly, path);
        }
        catch (BadImageFormatException e)
        {
            throw new EnvironmentAssemblyException($"'{path}' is no .NET assembly that this program can load: {e.Message}", e);
        }
        catch (Exception e) when (IsUnresolved(e))
        {
            throw Unresolved(path, full, e);
        }

        registry.RegisterFrom(full, specs);
        return [.. specs.Select(s => s.Id)];
    }

    private static List<EnvironmentSpec> SpecsOf(Assembly assembly, string path)
    {
        var specs = new List<EnvironmentSpec>();
        foreach (Type type in assembly.GetTypes())
        {
            EnvironmentAttribute[] attributes = [.. type.GetCustomAttributes<EnvironmentAttribute>()];
            if (attributes.Length == 0)
                continue;
            Func<Environment> create = Creator(type, path);
            Compile(type);
            foreach (EnvironmentAttribute attribute in attributes)
            {
                if (specs.Exists(s => s.Id == attribute.Id))
                    throw new EnvironmentAssemblyException($"'{path}' has two environments with the id '{attribute.Id}'; give each its own.");
                if (attribute.MaxEpisodeSteps < 0)
                    throw new EnvironmentAssemblyException(
                        $"{type.FullName} in '{path}' has MaxEpisodeSteps = {attribute.MaxEpisodeSteps}; give at least 1, or leave it out for no limit.");
                specs.Add(new EnvironmentSpec(
                    attribute.Id, create, attribute.MaxEpisodeSteps > 0 ? attribute.MaxEpisodeSteps : null,
                    double.IsNaN(attribute.RewardThreshold) ? null : attribute.RewardThreshold, attribute.Description));
            }
        }

        return specs.Count > 0 ? specs : throw new EnvironmentAssemblyException(
            $"'{path}' has no class with an [Environment(\"MyGame/Arena-v0\")] attribute; put one on your environment's class.");
    }

    private static Func<Environment> Creator(Type type, string path)
    {
        string name = $"{type.FullName} in '{path}'";
        if (!typeof(Environment).IsAssignableFrom(type))
            throw new EnvironmentAssemblyException(
                $"{name} has the [Environment] attribute but does not derive from Environment; derive it from DiscreteEnvironment or ContinuousEnvironment.");
        if (type.IsAbstract || type.ContainsGenericParameters || !type.IsVisible)
            throw new EnvironmentAssemblyException($"{name} cannot be made: an environment must be a public class that is not abstract or generic.");
        ConstructorInfo constructor = type.GetConstructor(Type.EmptyTypes) ?? throw new EnvironmentAssemblyException(
            $"{name} cannot be made: it has no public constructor without parameters; add one that chooses the values of this id.");
        return () => (Environment)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null);
    }

    // What the assembly needs is looked for now, and not in the middle of training.
    private static void LoadReferences(Assembly assembly)
    {
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(assembly)!;
        foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
            context.LoadFromAssemblyName(reference);
    }

    // Members that another version has and this one lacks are found when a method is compiled.
    private static void Compile(Type type)
    {
        IEnumerable<MethodBase> methods = [.. type.GetMethods(Declared), .. type.GetConstructors(Declared)];
        foreach (MethodBase method in methods)
        {
            if (!method.IsAbstract && !method.ContainsGenericParameters)
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
    }

    private static void RefuseNewer(string path, Assembly assembly)
    {
        AssemblyName here = typeof(Environment).Assembly.GetName();
        AssemblyName? there = Array.Find(assembly.GetReferencedAssemblies(), r => r.Name == here.Name);
        if (there?.Version is { } version && version > here.Version)
            throw new EnvironmentAssemblyException(
                $"'{path}' was built against {here.Name} {version.ToString(3)}, but this program has {here.Version!.ToString(3)}; use a newer asyncrl, or build it against {here.Version.ToString(3)}.");
    }

    private static bool IsUnresolved(Exception e) =>
        e is FileNotFoundException or FileLoadException or TypeLoadException or MissingMemberException or ReflectionTypeLoadException or CustomAttributeFormatException;

    private static EnvironmentAssemblyException Unresolved(string path, string full, Exception e)
    {
        Exception cause = e is ReflectionTypeLoadException types ? types.LoaderExceptions.FirstOrDefault(x => x is not null) ?? e : e;
        return new EnvironmentAssemblyException(
            cause switch
            {
                FileNotFoundException { FileName: { } name } =>
                    $"'{path}' needs '{name}', which is neither beside it in '{Path.GetDirectoryName(full)}' nor part of this program; publish its project ('dotnet publish') and give the .dll from there.",
                FileLoadException { FileName: { } name } =>
                    $"'{path}' needs '{name}', which cannot be loaded here ({cause.Message.TrimEnd('.')}); build it against the version that this program has.",
                _ => $"'{path}' was built against another version of what it uses ({cause.Message.TrimEnd('.')}); build it anew against AsyncRL.Environments {typeof(Environment).Assembly.GetName().Version!.ToString(3)} and what lies beside it.",
            },
            e);
    }
}
