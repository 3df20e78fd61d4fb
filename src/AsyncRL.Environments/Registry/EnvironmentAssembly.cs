using System.Reflection;
using System.Runtime.Loader;

namespace AsyncRL.Environments;

/// <summary>
/// Loads environments from an assembly of one's own, in a load context of its own: what it depends on is looked for beside it, and only AsyncRL's assemblies are shared.
/// </summary>
public static class EnvironmentAssembly
{
    /// <summary>Loads an assembly and registers every environment in it that has an <see cref="EnvironmentAttribute"/>.</summary>
    /// <param name="path">The assembly, a .dll of .NET.</param>
    /// <param name="registry">Where to register.</param>
    /// <returns>The ids that were registered, at least one.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="EnvironmentAssemblyException">It is no .NET assembly, misses something it depends on, or holds no environment that can be made.</exception>
    public static IReadOnlyList<string> Load(string path, EnvironmentRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(registry);
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new FileNotFoundException($"There is no assembly '{path}'; give the .dll that 'dotnet build' made of your environment's project.", path);

        Type[] types = TypesOf(full);
        var ids = new List<string>();
        foreach (Type type in types)
        {
            foreach (EnvironmentAttribute attribute in type.GetCustomAttributes<EnvironmentAttribute>())
            {
                Func<Environment> create = Creator(type, path);
                if (ids.Contains(attribute.Id))
                    throw new EnvironmentAssemblyException($"'{path}' has two environments with the id '{attribute.Id}'; give each its own.");
                registry.Register(new EnvironmentSpec(
                    attribute.Id, create, attribute.MaxEpisodeSteps > 0 ? attribute.MaxEpisodeSteps : null,
                    double.IsNaN(attribute.RewardThreshold) ? null : attribute.RewardThreshold, attribute.Description));
                ids.Add(attribute.Id);
            }
        }

        return ids.Count > 0 ? ids : throw new EnvironmentAssemblyException(
            $"'{path}' has no class with an [Environment(\"MyGame/Arena-v0\")] attribute; put one on your environment's class.");
    }

    private static Type[] TypesOf(string path)
    {
        var context = new Context(path);
        try
        {
            return context.LoadFromAssemblyPath(path).GetTypes();
        }
        catch (BadImageFormatException e)
        {
            throw new EnvironmentAssemblyException($"'{path}' is no .NET assembly that this program can load: {e.Message}", e);
        }
        catch (ReflectionTypeLoadException e)
        {
            throw Missing(path, e.LoaderExceptions.FirstOrDefault(x => x is not null) ?? e);
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException)
        {
            throw Missing(path, e);
        }
    }

    private static EnvironmentAssemblyException Missing(string path, Exception e)
    {
        string what = e switch
        {
            FileNotFoundException { FileName: { } name } => $"'{name}', which was looked for in '{Path.GetDirectoryName(path)}'",
            FileLoadException { FileName: { } name } => $"'{name}' in a version that can be loaded here ({e.Message})",
            TypeLoadException => $"a type it was built against: {e.Message} Build it against this version of AsyncRL",
            _ => e.Message,
        };
        return new EnvironmentAssemblyException($"'{path}' needs {what}; publish its project ('dotnet publish') so that all it needs lies beside it.", e);
    }

    private static Func<Environment> Creator(Type type, string path)
    {
        if (!typeof(Environment).IsAssignableFrom(type))
            throw new EnvironmentAssemblyException($"{type.FullName} in '{path}' has the [Environment] attribute but does not derive from Environment.");
        if (type.IsAbstract || !type.IsVisible || type.GetConstructor(Type.EmptyTypes) is null)
            throw new EnvironmentAssemblyException(
                $"{type.FullName} in '{path}' cannot be made: an environment must be a public class that is not abstract, with a public constructor without parameters.");
        return () =>
        {
            try
            {
                return (Environment)Activator.CreateInstance(type)!;
            }
            catch (TargetInvocationException e) when (e.InnerException is FileNotFoundException or FileLoadException or TypeLoadException)
            {
                throw Missing(path, e.InnerException);
            }
        };
    }

    // AsyncRL's own assemblies come from the program, so that an Environment there is an Environment here; all else from beside the assembly.
    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
    {
        private readonly AssemblyDependencyResolver resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            bool ours = assemblyName.Name is { } name && Default.Assemblies.Any(a => a.GetName().Name == name && name.StartsWith("AsyncRL", StringComparison.Ordinal));
            return !ours && resolver.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFromAssemblyPath(file) : null;
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
    }
}
