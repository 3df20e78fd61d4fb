using System.Runtime.InteropServices;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;

namespace AsyncRL.Benchmarks.Peers;

/// <summary>
/// Which native libraries this machine has. Benchmarks whose method names another are left out, with a line that says so.
/// </summary>
internal sealed class PeerLibraries : IFilter
{
    private readonly List<string> missing = [];

    public PeerLibraries()
    {
        Require(OpenBlas.Find() is not null, nameof(OpenBlas), "libopenblas0-pthread");
        Require(OneDnn.Find() is not null, nameof(OneDnn), "libdnnl2 or libdnnl3");
    }

    public bool Predicate(BenchmarkCase benchmarkCase) => !missing.Any(benchmarkCase.Descriptor.WorkloadMethod.Name.Contains);

    /// <summary>Loads the first library that is found; null where none is.</summary>
    public static nint? Load(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return library;
            }
        }

        return null;
    }

    private void Require(bool found, string library, string package)
    {
        if (!found)
        {
            missing.Add(library);
            Console.WriteLine($"{library} is not installed (Debian: {package}); benchmarks of it are left out.");
        }
    }
}
