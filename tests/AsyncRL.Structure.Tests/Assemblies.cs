using Mono.Cecil;

namespace AsyncRL.Structure.Tests;

/// <summary>The compiled assemblies next to the tests.</summary>
internal static class Assemblies
{
    private const string Product = "AsyncRL";

    /// <summary>Reads an assembly.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The assembly.</returns>
    public static AssemblyDefinition Read(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        Assert.True(
            File.Exists(path), $"{name}.dll is not next to the tests; reference its project from AsyncRL.Structure.Tests.");
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        return AssemblyDefinition.ReadAssembly(path, new ReaderParameters { AssemblyResolver = resolver });
    }

    /// <summary>The types that were written by hand and are not nested.</summary>
    /// <param name="name">The assembly's name.</param>
    /// <returns>The types.</returns>
    public static IEnumerable<TypeDefinition> Types(string name) => Read(name).MainModule.Types
        .Where(t => t.Namespace == Product || t.Namespace.StartsWith(Product + ".", StringComparison.Ordinal));

    /// <summary>The product's assemblies that an assembly's code speaks of.</summary>
    /// <param name="name">The assembly's name.</param>
    /// <returns>Their names.</returns>
    public static IEnumerable<string> ReferencesOf(string name) => Read(name).MainModule.AssemblyReferences
        .Select(r => r.Name).Where(r => r == Product || r.StartsWith(Product + ".", StringComparison.Ordinal));
}
