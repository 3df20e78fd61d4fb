using System.Reflection;
using System.Runtime.Loader;

namespace AsyncRL.Environments;

/// <summary>
/// Where a user's assembly is loaded, together with what it depends on. AsyncRL's own assemblies come from the program, so that
/// an Environment there is an Environment here; all else from the assembly's folder, and what is not there from the runtime.
/// </summary>
internal sealed class EnvironmentLoadContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private static readonly Assembly Shared = typeof(Environment).Assembly;

    private readonly string folder = Path.GetDirectoryName(path)!;
    private readonly AssemblyDependencyResolver resolver = new(path);

    /// <summary>Whether an assembly comes from the program where the program has it, besides the one of environments.</summary>
    public static bool IsOfProgram(AssemblyName name) => name.Name is "AsyncRL" or "AsyncRL.Neural" or "AsyncRL.Search";

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Shared.GetName().Name)
        {
            return Shared;
        }

        return OfProgram(assemblyName) ?? (Find(assemblyName) is { } file ? LoadFromAssemblyPath(file) : null);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;

    private static Assembly? OfProgram(AssemblyName assemblyName)
    {
        if (!IsOfProgram(assemblyName))
        {
            return null;
        }

        try
        {
            return (GetLoadContext(Shared) ?? Default).LoadFromAssemblyName(assemblyName);
        }
        catch (FileNotFoundException)
        {
            return null; // the program has environments only
        }
    }

    // The .deps.json next to the assembly decides; a file that it does not list is taken all the same.
    private string? Find(AssemblyName assemblyName)
    {
        if (resolver.ResolveAssemblyToPath(assemblyName) is { } listed)
        {
            return listed;
        }

        string beside = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(beside) ? beside : null;
    }
}
