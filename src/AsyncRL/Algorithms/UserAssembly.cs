using AsyncRL.Environments;

namespace AsyncRL.Algorithms;

/// <summary>
/// Loads environments and algorithms from an assembly of one's own, in a load context of its own: what it depends on is looked
/// for next to it, and only AsyncRL's assemblies are shared. What <c>--assembly</c> does.
/// </summary>
public static class UserAssembly
{
    /// <summary>
    /// Registers every environment of an assembly with <see cref="EnvironmentRegistry.Default"/> and every class of it with an
    /// <see cref="AlgorithmAttribute"/> with <see cref="AlgorithmCatalog"/>; all of them or, where it throws, none.
    /// </summary>
    /// <param name="path">The assembly, a .dll of .NET. Loading the same file again replaces what it registered.</param>
    /// <returns>The environments' ids and the algorithms, at least one of either.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or an algorithm cannot be made or has a name that is
    /// taken.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="EnvironmentAssemblyException">It is no .NET assembly, misses something it depends on, was built against
    /// a newer AsyncRL, holds neither environments nor algorithms, or has an environment that cannot be made or whose id is
    /// taken.</exception>
    public static (IReadOnlyList<string> EnvironmentIds, IReadOnlyList<Algorithm> Algorithms) Load(string path)
    {
        (List<EnvironmentSpec> environments, IReadOnlyList<Algorithm> algorithms) = EnvironmentAssembly.Read(
            path, assembly => (EnvironmentAssembly.SpecsOf(assembly, path), AlgorithmCatalog.AlgorithmsOf(assembly)));
        if (environments.Count + algorithms.Count == 0)
        {
            throw new EnvironmentAssemblyException(
                $"'{path}' has no class with an [Environment(\"MyGame/Arena-v0\")] or an [Algorithm(\"my-method\", \"What it " +
                "is.\")] attribute; put one on the class of your environment or algorithm.");
        }

        string file = Path.GetFullPath(path);
        AlgorithmCatalog.RegisterFrom(file, algorithms, () => EnvironmentRegistry.Default.RegisterFrom(file, environments));
        return ([.. environments.Select(e => e.Id)], algorithms);
    }
}
